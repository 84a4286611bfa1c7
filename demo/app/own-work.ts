import { databaseExists } from '../../src/cache/database-exists.ts';
import { sharedCorrections } from '../../src/components/corrections/corrections.ts';
import { counted, list } from '../../src/components/strings.ts';
import type { LabelSetStore } from '../../src/label-sets/store.ts';
import { LABEL_SET_DATABASE } from '../../src/label-sets/types.ts';

/** What a reader has made, and the page keeps: nobody else can make it again. */
export const WORK = {
  corrections: {
    title: 'Your corrections',
    thing: 'correction',
    count: () => sharedCorrections().count(),
    delete: () => sharedCorrections().clear(),
  },
  labelSets: {
    title: 'Your label sets',
    thing: 'label set',
    count: async () => (await withLabelSets(async (store) => (await store.list()).length)) ?? 0,
    delete: () => withLabelSets((store) => store.clear()),
  },
} as const;

export type WorkKind = keyof typeof WORK;
/** How much there is of each. */
export type OwnWork = Readonly<Record<WorkKind, number>>;

export const WORK_KINDS = ['corrections', 'labelSets'] as const satisfies readonly WorkKind[];

/** Counts what is kept now; what cannot be read counts for nothing. */
export async function countWork(): Promise<OwnWork> {
  const [corrections, sets] = await Promise.all(WORK_KINDS.map((kind) => WORK[kind].count().catch(() => 0)));
  return { corrections: corrections ?? 0, labelSets: sets ?? 0 };
}

/** 3 corrections and 1 label set */
export function describeWork(work: OwnWork, kinds: readonly WorkKind[] = WORK_KINDS): string {
  return list(kinds.filter((kind) => work[kind] > 0).map((kind) => counted(work[kind], WORK[kind].thing)));
}

/** Works on the reader's label sets; where there are none, not even the code for that is fetched, and undefined is given. */
async function withLabelSets<T>(work: (store: LabelSetStore) => Promise<T>): Promise<T | undefined> {
  if (!(await databaseExists(LABEL_SET_DATABASE))) return undefined;
  const { LabelSetStore } = await import('../../src/label-sets/store.ts');
  const store = new LabelSetStore();
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
