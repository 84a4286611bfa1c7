/** The page in which `npm run verify:models` runs generators: the same worker and tasks as for a reader. */
import { codebookOf, createGenerator, type GeneratorOptions } from '../../src/generator/index.ts';

/** What a model was asked and how fast it was. */
export interface Verified {
  readonly id: string;
  readonly device: string;
  readonly dtype: string;
  readonly bytes: number;
  readonly loadSeconds: number;
  readonly tasks: readonly { readonly task: string; readonly seconds: number; readonly tokensPerSecond: number; readonly result: string }[];
}

export type VerifyOptions = Omit<GeneratorOptions, 'workerFactory'>;

const TEXT = 'We owe it to our children to keep the river clean. Everybody should be free to say what they think. The train leaves at noon.';
const TRANSCRIPT = 'Anna: Every child deserves a good school.\nBen: I would rather decide for myself.';

/** Loads one model and runs every task; throws where any fails. */
async function verify(options: VerifyOptions): Promise<Verified> {
  const generator = createGenerator(options);
  try {
    const started = performance.now();
    const report = await generator.load();
    const loadSeconds = (performance.now() - started) / 1000;
    const codebook = codebookOf('mft-6');
    const [label] = codebook.labels;
    if (!label) throw new Error('The codebook is empty.');
    const tasks: Verified['tasks'][number][] = [];
    const note = (task: string, run: { readonly seconds: number; readonly tokens: number; readonly promptTokens: number }, result: unknown): void => {
      const tokens = task === 'tag (scores)' ? run.tokens + run.promptTokens : run.tokens;
      tasks.push({ task, seconds: run.seconds, tokensPerSecond: run.seconds > 0 ? tokens / run.seconds : 0, result: JSON.stringify(result) });
    };
    const tagged = await generator.tag(TEXT, codebook);
    note('tag (scores)', tagged.run, tagged.sentences.map(({ result }) => Object.fromEntries(codebook.labels.map(({ id }, index) => [id, Number(result.scores[index]?.toFixed(2))]))));
    const written = await generator.tag(TEXT, codebook, { method: 'generate' });
    note('tag (written)', written.run, written.sentences.map(({ result }) => codebook.labels.filter((_, index) => result.scores[index] === 1).map(({ id }) => id)));
    const { run, ...explanation } = await generator.explain('We owe it to our children to keep the river clean.', label);
    note('explain', run, explanation);
    const extracted = await generator.extract(TEXT);
    note('extract', extracted.run, extracted.sentences.map(({ result }) => result.items.map(({ name, valence, relevance }) => `${name} (${valence}, ${relevance})`)));
    const split = await generator.perceptions('I like the park, and Anna says that the river matters more.', codebook);
    note('perceptions', split.run, split.sentences.flatMap(({ result }) => result.map(({ holder, text }) => `${holder}: ${text}`)));
    const grouped = await generator.group(['freedom of speech', 'free speech', 'honesty', 'being honest'].map((name) => ({ name })), { nearest: 0.3 });
    note('group', grouped.run, grouped.groups.map(({ name, members }) => `${name}: ${members.map((member) => member.name).join(', ')}`));
    const said = await generator.speakers(TRANSCRIPT, codebook);
    note('speakers', said.run, said.speakers.map(({ speaker, labels }) => `${speaker}: ${labels.map((entry) => entry.label).join(', ') || 'none'}`));
    return { id: generator.entry.id, device: report.device, dtype: report.dtype, bytes: report.files.reduce((sum, { bytes }) => sum + bytes, 0), loadSeconds, tasks };
  } finally {
    generator.dispose();
  }
}

Object.assign(globalThis, { verify });
