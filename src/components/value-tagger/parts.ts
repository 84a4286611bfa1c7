import { KEEPER } from '../corrections/corrections.ts';
import { Part } from '../part.ts';

/** What the text with its tags does without, fetched when it is first wanted. Each brings what draws it and, as `styles`, its rules. */
export const PARTS = {
  list: new Part(() => import('./list-view.ts')),
  profile: new Part(() => import('./profile-view.ts')),
  compare: new Part(() => import('./compare-view.ts')),
  trend: new Part(() => import('./trend-view.ts')),
  details: new Part(() => import('./details.ts')),
} as const;

/** Fetches all parts ahead, so that none has to be waited for later. Never rejects: one that does not come is fetched when it is wanted. */
export async function fetchParts(): Promise<void> {
  await Promise.allSettled([...Object.values(PARTS), KEEPER].map((part: Part<object>) => part.load()));
}
