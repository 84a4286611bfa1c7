import { filled, type LabelPhrases } from './phrases.ts';

/** What a text that speaks for a label entails, and one that speaks against it; `{}` stands for a phrase. */
export const DIRECTION_TEMPLATES = {
  verb: {
    supports: ['This text says that one should {}.', 'According to this text, it is good to {}.', 'The author wants people to {}.'],
    opposes: ['This text says that one should not {}.', 'According to this text, it is bad to {}.', 'The author does not want people to {}.'],
  },
  noun: {
    supports: ['This text speaks for {}.', 'According to this text, {} is good.', 'The author is in favour of {}.'],
    opposes: ['This text speaks against {}.', 'According to this text, {} is bad.', 'The author is against {}.'],
  },
} as const;

/** Phrases of a label that are put into the templates: each costs as many runs as there are templates. */
const PHRASES = 2;

export interface DirectionHypotheses {
  readonly supports: readonly string[];
  readonly opposes: readonly string[];
}

/** Both sides of a label: the set's own words, else its phrases in the templates. */
export function directionHypotheses({ kind, phrases, supports, opposes }: LabelPhrases): DirectionHypotheses {
  const { supports: pro, opposes: contra } = DIRECTION_TEMPLATES[kind];
  // Words of the set's own are put after `to`, as phrases are, unless they are sentences.
  if (supports && opposes) return { supports: supports.map((phrase) => filled(DIRECTION_TEMPLATES.verb.supports[0], phrase)), opposes: opposes.map((phrase) => filled(DIRECTION_TEMPLATES.verb.supports[0], phrase)) };
  const used = phrases.slice(0, PHRASES);
  const all = (templates: readonly string[]): string[] => used.flatMap((phrase) => templates.map((template) => template.split('{}').join(phrase.replace(/[.!?]+$/, ''))));
  return { supports: all(pro), opposes: all(contra) };
}
