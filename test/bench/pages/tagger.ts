/** Our tagger, as an application has it: `createTagger`, and a text as a string. */
import { createTagger } from '../../../src/index.ts';
import { asText } from '../text.ts';
import { watchLongTasks } from './long-tasks.ts';
import type { BenchGlobals, Start, TaggerPage, TaggerSettings } from './protocol.ts';

const globals = globalThis as unknown as BenchGlobals;
let tagger: ReturnType<typeof createTagger> | undefined;

const create = (settings: TaggerSettings): ReturnType<typeof createTagger> => createTagger({ modelUrl: '/models/embedded/', ...settings });

async function start(settings: TaggerSettings, sentences: readonly string[]): Promise<Start> {
  tagger = create(settings);
  let firstTag = 0;
  const tagging = tagger.tag(asText(sentences), { onSentences: () => (firstTag ||= performance.now()) });
  await tagger.ready();
  const ready = performance.now();
  await tagging;
  return { ready, firstTag };
}

const starting = globals.benchStart && start(globals.benchStart.settings, globals.benchStart.sentences);

const page: TaggerPage = {
  started: () => starting ?? Promise.reject(new Error('No start was wished for.')),

  async open(settings) {
    tagger = create(settings);
    await tagger.ready();
    const { report } = tagger;
    return `${report?.candidate.device}${report?.candidate.precision ? ' in 16-bit floats' : ''}, build ${report?.candidate.build}, ${report?.threads} thread(s)`;
  },

  async run(sentences) {
    if (!tagger) throw new Error('Open the tagger first.');
    const text = asText(sentences);
    const times: number[] = [];
    const longTasks = watchLongTasks();
    // In a task of its own: the observer does not see what runs inside the browser protocol's.
    await new Promise((resolve) => setTimeout(resolve));
    const started = performance.now();
    const result = await tagger.tag(text, { onSentences: () => times.push(performance.now() - started) });
    const total = performance.now() - started;
    return {
      total,
      first: times[0] ?? total,
      intervals: times.slice(1).map((time, index) => time - (times[index] ?? 0)),
      sentences: result.sentences.length,
      cached: result.sentences.filter(({ cached }) => cached).length,
      longTasks: await longTasks(),
    };
  },
};

globals.benchPage = page;
