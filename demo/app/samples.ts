/** A text in the public domain to try the page with. */
export interface Sample {
  readonly title: string;
  readonly author: string;
  readonly year: number;
  /** Which part of the work it is. */
  readonly part: string;
  readonly load: () => Promise<string>;
}

const text = (module: { default: string }): string => module.default.trimEnd();

export const samples: readonly Sample[] = [
  {
    title: 'Declaration of Independence',
    author: 'Continental Congress',
    year: 1776,
    part: 'without its last grievances and its close',
    load: async () => text(await import('./samples/declaration-of-independence.txt?raw')),
  },
  {
    title: 'What to the Slave Is the Fourth of July?',
    author: 'Frederick Douglass',
    year: 1852,
    part: 'from the middle of the speech',
    load: async () => text(await import('./samples/fourth-of-july.txt?raw')),
  },
  {
    title: 'Walden',
    author: 'Henry David Thoreau',
    year: 1854,
    part: 'from “Where I Lived, and What I Lived For” and the conclusion',
    load: async () => text(await import('./samples/walden.txt?raw')),
  },
];
