import { TaggerError } from '../errors.ts';
import type { GeneratorReport } from '../runtime/generator/protocol.ts';
import type { GeneratorEntry } from './catalog.ts';
import type { TaskSession } from './session.ts';
import type { GeneratorRun } from './types.ts';

/** A task, as far as its run's manifest tells it. */
export interface TaskDescription {
  readonly task: string;
  readonly version: number;
  /** The instructions as they were given. */
  readonly system: string;
  readonly parameters: GeneratorRun['parameters'];
}

/** Everything that is needed to repeat a run. */
export function runManifest(entry: GeneratorEntry, report: GeneratorReport | undefined, session: TaskSession, { task, version, system, parameters }: TaskDescription): GeneratorRun {
  if (!report) throw new TaggerError('not-loaded', 'No model is loaded.', 'Call load() first.');
  const { device, dtype, threads, library } = report;
  const { temperature = 0, maxTokens } = session.options;
  return {
    task,
    model: entry.id,
    revision: entry.revision,
    dtype,
    device,
    threads,
    library,
    licence: entry.licence.name,
    prompt: { version, system },
    parameters: { temperature, ...(maxTokens === undefined ? {} : { maxTokens }), ...parameters },
    seed: session.seed,
    date: new Date().toISOString(),
    calls: session.calls,
    tokens: session.tokens,
    promptTokens: session.promptTokens,
    seconds: session.milliseconds / 1000,
  };
}
