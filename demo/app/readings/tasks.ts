import type { Task } from './task.ts';
import { explainTask } from './tasks/explain.ts';
import { extractTask } from './tasks/extract.ts';
import { groupTask } from './tasks/group.ts';
import { measureTask } from './tasks/measure.ts';
import { perceptionsTask } from './tasks/perceptions.ts';
import { speakersTask } from './tasks/speakers.ts';
import { tagTask } from './tasks/tag.ts';

/** All that a language model can be asked for on this page. */
export const tasks: readonly [Task, ...Task[]] = [tagTask, explainTask, extractTask, perceptionsTask, groupTask, speakersTask, measureTask];
