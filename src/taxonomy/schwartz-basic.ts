import type { Taxonomy } from './types.ts';

/** Schwartz's ten original values, in circular order. */
export const schwartz10: Taxonomy = {
  id: 'schwartz-10',
  title: 'Schwartz values, ten original',
  description:
    'The ten basic values of the original theory on a circle: neighbours go well together, values across from each other pull in opposite directions. In the theory tradition and conformity share one sector; here tradition comes first, as on the nineteen-value circle.',
  source: 'Schwartz (1992), Universals in the content and structure of values',
  parentTaxonomy: 'schwartz-4',
  circular: true,
  labels: [
    {
      id: 'self-direction',
      name: 'Self-direction',
      code: 'SD',
      definition: 'Freedom to think for oneself and to choose one’s own way of acting, exploring and creating.',
      parent: 'openness-to-change',
      group: 'openness-to-change',
    },
    {
      id: 'stimulation',
      name: 'Stimulation',
      code: 'ST',
      definition: 'Excitement, novelty and challenge in life.',
      parent: 'openness-to-change',
      group: 'openness-to-change',
    },
    {
      id: 'hedonism',
      name: 'Hedonism',
      code: 'HE',
      definition: 'Pleasure and enjoyment for oneself.',
      parent: 'openness-to-change',
      group: 'openness-to-change',
    },
    {
      id: 'achievement',
      name: 'Achievement',
      code: 'AC',
      definition: 'Personal success through being good at what society asks for.',
      parent: 'self-enhancement',
      group: 'self-enhancement',
    },
    {
      id: 'power',
      name: 'Power',
      code: 'PO',
      definition: 'Standing above others, and control over people and means.',
      parent: 'self-enhancement',
      group: 'self-enhancement',
    },
    {
      id: 'security',
      name: 'Security',
      code: 'SE',
      definition: 'Safety and stability of oneself, of one’s relations and of society.',
      parent: 'conservation',
      group: 'conservation',
    },
    {
      id: 'tradition',
      name: 'Tradition',
      code: 'TR',
      definition: 'Respect for and commitment to inherited customs and beliefs.',
      parent: 'conservation',
      group: 'conservation',
    },
    {
      id: 'conformity',
      name: 'Conformity',
      code: 'CO',
      definition: 'Holding back whatever breaks rules and expectations or could harm others.',
      parent: 'conservation',
      group: 'conservation',
    },
    {
      id: 'benevolence',
      name: 'Benevolence',
      code: 'BE',
      definition: 'The good of the people one is in touch with every day.',
      parent: 'self-transcendence',
      group: 'self-transcendence',
    },
    {
      id: 'universalism',
      name: 'Universalism',
      code: 'UN',
      definition: 'Understanding, tolerance and protection for all people and for nature.',
      parent: 'self-transcendence',
      group: 'self-transcendence',
    },
  ],
};

/** The four higher-order groups, in circular order; their ids are the `group` of every Schwartz label. */
export const schwartz4: Taxonomy = {
  id: 'schwartz-4',
  title: 'Schwartz values, four higher-order groups',
  description:
    'The two great oppositions behind the values: openness to change against conservation, and self-enhancement against self-transcendence.',
  source: 'Schwartz (1992), Universals in the content and structure of values',
  circular: true,
  labels: [
    {
      id: 'openness-to-change',
      name: 'Openness to change',
      code: 'OC',
      definition: 'Independence in thought and deed, and readiness for what is new.',
      group: 'openness-to-change',
    },
    {
      id: 'self-enhancement',
      name: 'Self-enhancement',
      code: 'SE',
      definition: 'One’s own success, standing and control.',
      group: 'self-enhancement',
    },
    {
      id: 'conservation',
      name: 'Conservation',
      code: 'CO',
      definition: 'Order, safety, self-restraint and keeping things as they have been.',
      group: 'conservation',
    },
    {
      id: 'self-transcendence',
      name: 'Self-transcendence',
      code: 'ST',
      definition: 'The good of others, near and far, and of nature, beyond one’s own interest.',
      group: 'self-transcendence',
    },
  ],
};
