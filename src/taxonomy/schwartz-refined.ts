import type { Label, Taxonomy } from './types.ts';

/*
 * The refined values. Ids are the kebab-case of the names that the shared tasks ValueEval'23 and '24 use; the order
 * is theirs too, which is the clockwise order of the Touché continuum graphic. `group` is the one higher-order group
 * that the toolkit colours a label by; see memberships.ts for what the sources say and where they disagree.
 */

const nineteen: readonly Label[] = [
  {
    id: 'self-direction-thought',
    name: 'Self-direction: thought',
    code: 'SDT',
    definition: 'Freedom to form one’s own ideas, to be curious and creative, and to make up one’s own mind.',
    parent: 'self-direction',
    group: 'openness-to-change',
  },
  {
    id: 'self-direction-action',
    name: 'Self-direction: action',
    code: 'SDA',
    definition: 'Freedom to choose one’s own goals and to act on them without being ruled or watched by others.',
    parent: 'self-direction',
    group: 'openness-to-change',
  },
  {
    id: 'stimulation',
    name: 'Stimulation',
    code: 'Sti',
    definition: 'Excitement, variety and daring: something new is good because it is new and stirring.',
    parent: 'stimulation',
    group: 'openness-to-change',
  },
  {
    id: 'hedonism',
    name: 'Hedonism',
    code: 'Hed',
    definition: 'Pleasure, fun and the enjoyment of the senses as something worth having for itself.',
    parent: 'hedonism',
    group: 'openness-to-change',
  },
  {
    id: 'achievement',
    name: 'Achievement',
    code: 'Ach',
    definition: 'Success through ability and effort, measured by what others recognise as good performance.',
    parent: 'achievement',
    group: 'self-enhancement',
  },
  {
    id: 'power-dominance',
    name: 'Power: dominance',
    code: 'PoD',
    definition: 'Control over other people: being in command, having influence, making others follow.',
    parent: 'power',
    group: 'self-enhancement',
  },
  {
    id: 'power-resources',
    name: 'Power: resources',
    code: 'PoR',
    definition: 'Control over money, goods and other means that give weight in the world.',
    parent: 'power',
    group: 'self-enhancement',
  },
  {
    id: 'face',
    name: 'Face',
    code: 'Fac',
    definition: 'A good public image: being respected, keeping one’s reputation and not being shamed.',
    group: 'self-enhancement',
  },
  {
    id: 'security-personal',
    name: 'Security: personal',
    code: 'SeP',
    definition: 'Safety, health, belonging and comfort for oneself and for those who are close.',
    parent: 'security',
    group: 'conservation',
  },
  {
    id: 'security-societal',
    name: 'Security: societal',
    code: 'SeS',
    definition: 'A safe country and a stable society that can protect the people who live in it.',
    parent: 'security',
    group: 'conservation',
  },
  {
    id: 'tradition',
    name: 'Tradition',
    code: 'Tra',
    definition: 'Keeping up the customs, faith and heritage that family, culture or religion have handed down.',
    parent: 'tradition',
    group: 'conservation',
  },
  {
    id: 'conformity-rules',
    name: 'Conformity: rules',
    code: 'CoR',
    definition: 'Obeying laws, rules and duties, and keeping oneself in check so that one behaves as one should.',
    parent: 'conformity',
    group: 'conservation',
  },
  {
    id: 'conformity-interpersonal',
    name: 'Conformity: interpersonal',
    code: 'CoI',
    definition: 'Not upsetting, annoying or hurting others; politeness and respect towards them.',
    parent: 'conformity',
    group: 'conservation',
  },
  {
    id: 'humility',
    name: 'Humility',
    code: 'Hum',
    definition: 'Knowing how small one’s part is, not putting oneself first, and accepting what life brings.',
    group: 'conservation',
  },
  {
    id: 'benevolence-caring',
    name: 'Benevolence: caring',
    code: 'BeC',
    definition: 'Helping, loving and looking after the people one is close to.',
    parent: 'benevolence',
    group: 'self-transcendence',
  },
  {
    id: 'benevolence-dependability',
    name: 'Benevolence: dependability',
    code: 'BeD',
    definition: 'Being somebody whom friends, family and colleagues can trust and rely on.',
    parent: 'benevolence',
    group: 'self-transcendence',
  },
  {
    id: 'universalism-concern',
    name: 'Universalism: concern',
    code: 'UnC',
    definition: 'Justice, equal treatment, peace and protection for all people, also for strangers and the weak.',
    parent: 'universalism',
    group: 'self-transcendence',
  },
  {
    id: 'universalism-nature',
    name: 'Universalism: nature',
    code: 'UnN',
    definition: 'Protecting the natural world, its animals, plants and beauty, and living in harmony with it.',
    parent: 'universalism',
    group: 'self-transcendence',
  },
  {
    id: 'universalism-tolerance',
    name: 'Universalism: tolerance',
    code: 'UnT',
    definition: 'Listening to, understanding and accepting people who think, live or are different.',
    parent: 'universalism',
    group: 'self-transcendence',
  },
];

const objectivity: Label = {
  id: 'universalism-objectivity',
  name: 'Universalism: objectivity',
  code: 'UnO',
  definition: 'Seeking the truth with reason and evidence, and judging without bias.',
  parent: 'universalism',
  group: 'self-transcendence',
};

/** The twenty value categories of ValueEval'23: Schwartz's nineteen and `universalism-objectivity`. */
export const schwartz20: Taxonomy = {
  id: 'schwartz-20',
  title: 'Schwartz values, twenty categories',
  description:
    'What people hold to be worth striving for, as twenty values on a circle: neighbours go well together, values across from each other pull in opposite directions. Objectivity was added for arguments and has no place on the original circle; here it stands beside tolerance.',
  source:
    'Schwartz et al. (2012), Refining the theory of basic individual values; universalism: objectivity by Kiesel et al. (2022), Identifying the human values behind arguments',
  labels: [...nineteen, objectivity],
  parentTaxonomy: 'schwartz-10',
  circular: true,
};

/** Schwartz's nineteen refined values in the order of the Touché continuum graphic. */
export const schwartz19: Taxonomy = {
  id: 'schwartz-19',
  title: 'Schwartz values, nineteen refined',
  description:
    'What people hold to be worth striving for, as nineteen values on a circle: neighbours go well together, values across from each other pull in opposite directions.',
  source: 'Schwartz et al. (2012), Refining the theory of basic individual values',
  labels: nineteen,
  parentTaxonomy: 'schwartz-10',
  circular: true,
};
