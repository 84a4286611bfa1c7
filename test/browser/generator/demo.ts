/** A page with nothing but the generator's API, for trying it by hand and under a strict policy: `demo.html?host=/models/&id=owner/name`. */
import type { Codebook } from '../../../src/generator/types.ts';

const query = new URLSearchParams(location.search);
const at = (id: string): HTMLElement => document.getElementById(id) ?? document.body;
const codebook: Codebook = { id: 'small', name: 'Small', labels: [{ id: 'care', name: 'Care', definition: 'helping others' }, { id: 'order', name: 'Order', definition: 'keeping the law' }] };
const id = query.get('id');

// Loaded when it is needed, so that a page without a generator has none of its code.
const { createGenerator, generatorStrings } = await import('../../../src/generator/index.ts');
const generator = createGenerator({
  ...(id ? { entry: { id, title: id, revision: 'main', licence: { name: 'unknown', terms: 'unknown' }, languages: ['en'], dtypes: { q4f16: {}, q4: {}, q8: {} } } as const } : {}),
  ...(query.has('host') ? { host: query.get('host') ?? '' } : {}),
  device: query.get('device') === 'wasm' ? 'wasm' : 'auto',
});
let stop = new AbortController();

const say = (text: string): void => {
  at('status').textContent = text;
};
const act = (button: string, work: () => Promise<string>): void => {
  at(button).addEventListener('click', () => {
    say('…');
    work().then(say, (error: unknown) => say(error instanceof Error ? `${error.message}` : String(error)));
  });
};
at('what').textContent = generatorStrings.whatItIs;
act('size', async () => {
  const { bytes, dtype, device } = await generator.measureDownload();
  return `${bytes} bytes (${dtype}, ${device})`;
});
act('load', async () => {
  const { device, dtype } = await generator.load({ onProgress: (step) => say(step.phase === 'download' ? `${step.allLoaded} of ${step.allTotal} bytes` : step.phase) });
  return `ready (${dtype}, ${device})`;
});
act('remove', async () => {
  await generator.deleteFiles();
  return 'deleted';
});
act('tag', async () => {
  stop = new AbortController();
  at('result').replaceChildren();
  const text = document.querySelector('textarea')?.value ?? '';
  for await (const { sentence, result } of generator.stream.tag(text, codebook, { signal: stop.signal })) {
    const line = document.createElement('li');
    line.textContent = `${sentence.text} ${codebook.labels.map((label, index) => `${label.name} ${(result.scores[index] ?? 0).toFixed(2)}`).join(', ')}`;
    at('result').append(line);
  }
  return 'read';
});
at('stop').addEventListener('click', () => stop.abort());
