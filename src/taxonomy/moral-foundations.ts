import type { Taxonomy } from './types.ts';

/*
 * `group` is the classic foundation that a label belongs to, so that equality and proportionality (two halves of the
 * old fairness) and purity (a newer name of sanctity) keep their colour when the taxonomy is switched.
 * Sanctity and purity, loyalty and ingroup, are two names of one thing: see `foundationAliases`.
 */

const care = {
  id: 'care',
  name: 'Care',
  code: 'Car',
  definition: 'Suffering and its relief: kindness, protection of the weak, and harm or cruelty as wrong.',
  group: 'care',
} as const;

const loyalty = {
  id: 'loyalty',
  name: 'Loyalty',
  code: 'Loy',
  definition: 'Standing by one’s group, family, team or nation, and betrayal of it as wrong.',
  group: 'loyalty',
} as const;

const authority = {
  id: 'authority',
  name: 'Authority',
  code: 'Aut',
  definition: 'Respect for rightful leaders, law, rank and custom, and disobedience or disorder as wrong.',
  group: 'authority',
} as const;

/** The six updated foundations and Thin Morality: seven labels, as annotated in the Moral Foundations Reddit Corpus. */
export const mft6: Taxonomy = {
  id: 'mft-6',
  title: 'Moral foundations, six',
  description:
    'Six intuitions that moral judgements draw on, each with a right and a wrong side. Thin morality marks a moral judgement that draws on none of them. That a sentence appeals to a foundation does not say whether it praises or blames.',
  source:
    'Atari et al. (2023), Morality beyond the WEIRD (six foundations); Trager et al. (2022), The Moral Foundations Reddit Corpus (thin morality)',
  parentTaxonomy: 'mft-5',
  labels: [
    { ...care, parent: 'care' },
    {
      id: 'equality',
      name: 'Equality',
      code: 'Equ',
      definition: 'Equal treatment, equal chances and equal outcomes for all, and privilege or discrimination as wrong.',
      parent: 'fairness',
      group: 'fairness',
    },
    {
      id: 'proportionality',
      name: 'Proportionality',
      code: 'Pro',
      definition: 'Getting what one has earned, in reward as in punishment, and cheating or freeloading as wrong.',
      parent: 'fairness',
      group: 'fairness',
    },
    { ...loyalty, parent: 'loyalty' },
    { ...authority, parent: 'authority' },
    {
      id: 'purity',
      name: 'Purity',
      code: 'Pur',
      definition: 'Keeping body, mind and sacred things clean, and disgusting, degrading or profane acts as wrong.',
      parent: 'sanctity',
      group: 'sanctity',
    },
    {
      id: 'thin-morality',
      name: 'Thin Morality',
      code: 'Thn',
      definition: 'A judgement of right or wrong, good or bad conduct, without a reason that is one of the foundations.',
      group: 'thin-morality',
    },
  ],
};

/** The five classic foundations. */
export const mft5: Taxonomy = {
  id: 'mft-5',
  title: 'Moral foundations, five classic',
  description:
    'Five intuitions that moral judgements draw on, each with a right and a wrong side. That a sentence appeals to a foundation does not say whether it praises or blames.',
  source: 'Graham et al. (2013), Moral foundations theory: the pragmatic validity of moral pluralism',
  labels: [
    care,
    {
      id: 'fairness',
      name: 'Fairness',
      code: 'Fai',
      definition: 'Justice, rights and give-and-take between people, and cheating or unjust treatment as wrong.',
      group: 'fairness',
    },
    loyalty,
    authority,
    {
      id: 'sanctity',
      name: 'Sanctity',
      code: 'San',
      definition: 'What is pure, noble or sacred and must not be soiled, and degrading or disgusting acts as wrong.',
      group: 'sanctity',
    },
  ],
};

/** One label: does the sentence speak in moral terms at all? It never decides whether another label is shown. */
export const moralPresence: Taxonomy = {
  id: 'moral-presence',
  title: 'Moral language',
  description: 'Whether a sentence speaks in moral terms at all. A sentence that does not can still appeal to values.',
  source: 'Trager et al. (2022), The Moral Foundations Reddit Corpus: any foundation or Thin Morality against Non-Moral',
  labels: [
    {
      id: 'moral-presence',
      name: 'Moral presence',
      code: 'Mor',
      definition: 'Speaks in moral terms: calls something right or wrong, good or bad, owed or forbidden.',
      group: 'moral-presence',
    },
  ],
};

/** Other names that data sets and models give to the foundations, by label id. */
export const foundationAliases: Readonly<Record<string, readonly string[]>> = {
  care: ['harm', 'care/harm'],
  fairness: ['cheating', 'fairness/cheating', 'reciprocity'],
  loyalty: ['ingroup', 'betrayal', 'loyalty/betrayal'],
  authority: ['subversion', 'authority/subversion'],
  sanctity: ['purity', 'degradation', 'sanctity/degradation'],
  purity: ['sanctity', 'degradation'],
};
