/** What the interface says of generators. What they give is called a reading, never a measurement. */
export const strings = {
  name: 'A reading by a language model',
  whatItIs: 'A small language model read this text and says how it can be understood. It is one reading, not a measurement: another model, prompt or order of the labels may give another.',
  howGood: 'Without examples, language models of 9 to 123 billion parameters reach 0.20 to 0.24 macro-F1 on sentence-level values. The models that fit into a page are at least nine times smaller; expect less, until you have measured it.',
  measureIt: 'Measure it on sentences that you have labelled yourself.',
  measured: (macroF1: number, sentences: number): string => `On your ${sentences} labelled sentences this reading reaches ${macroF1.toFixed(2)} macro-F1.`,
  fewSentences: (sentences: number): string => `${sentences} sentences are few: the figure may be far off.`,
  aboutTheText: 'It speaks of the text, never of who wrote or reads it.',
  download: (size: string, basis: 'reported' | 'measured', host: string): string => `Download ${size} from ${host} (${basis === 'measured' ? 'asked of the server' : 'as reported, not measured'})`,
  unknownSize: (host: string): string => `Download from ${host}: the size is not known. Ask the server for it first.`,
  consent: 'The model is fetched once and kept on this device. Your text is not sent anywhere.',
  consentOnce: 'As this page is set to keep nothing, the model is gone when the page is closed. Your text is not sent anywhere.',
  licence: (name: string): string => `Licence of the weights: ${name}`,
  onProcessor: 'On the processor this is slow: each sentence takes some seconds to minutes.',
  speed: (tokensPerSecond: number): string => `${tokensPerSecond.toFixed(1)} tokens a second`,
  unquoted: 'The model gave no words of the sentence for this reason.',
  stop: 'Stop',
} as const;
