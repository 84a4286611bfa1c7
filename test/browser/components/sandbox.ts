/** A page with the element over a fake tagger, for looking at its states: `sandbox.html?state=tagged&taxonomy=mft-6&view=list&lang=de`. */
import '../../../src/components/define.ts';
import { profilePanel } from '../../../demo/app/profile-panel.ts';
import { samples } from '../../../demo/app/samples.ts';
import { TaggerError } from '../../../src/errors.ts';
import type { ValueTagger } from '../../../src/components/value-tagger/value-tagger.ts';
import { FakeTagger, type FakeOptions } from './fake-tagger.ts';

const STATES: Readonly<Record<string, FakeOptions>> = {
  tagged: {},
  stream: { batch: 64, gate: () => new Promise((resolve) => setTimeout(resolve)) },
  notices: {
    notices: [{ code: 'device-unavailable', message: 'The GPU gave other results than it should; the CPU is used.' }],
    longest: 700,
  },
  download: { stuckAt: 'download' },
  compile: { stuckAt: 'compile' },
  tagging: { batch: 4, gate: () => new Promise((resolve) => setTimeout(resolve, tagged++ < 3 ? 0 : 1e6)) },
  error: {
    failure: new TaggerError(
      'file-altered',
      'The model file weights.bin is not the one that was published: its SHA-256 differs.',
      'Reload the page without the cache (Ctrl+Shift+R). If it stays, the server has another file.',
    ),
  },
};
let tagged = 0;

const RTL = 'كل إنسان يولد حرا. لا يجوز استرقاق أحد. 🕊️ السلام والعدل للجميع!\n\nEnglish follows <b>here</b> & <script>alert(1)</script>. 👩‍👩‍👧 Families matter.\n';

const query = new URLSearchParams(location.search);
const element = document.querySelector<ValueTagger>('value-tagger');
const chart = document.getElementById('profile');
const evidence = document.getElementById('evidence');
if (element && chart && evidence) {
  profilePanel(element, chart, evidence);
  element.tagger = new FakeTagger(STATES[query.get('state') ?? 'tagged'] ?? {});
  element.view = (query.get('view') ?? 'text') as ValueTagger['view'];
  element.theme = (query.get('theme') ?? '') as ValueTagger['theme'];
  if (query.has('lang')) element.lang = query.get('lang') ?? '';
  element.taxonomy = query.get('taxonomy') ?? 'schwartz-20';
  const text = (await samples[Number(query.get('sample') ?? 0)]?.load()) ?? '';
  const repeat = Number(query.get('repeat') ?? 1);
  if (query.has('compare')) element.compareTo = text.replace(/(\w+ ){3}\w+\./g, (words, _, at: number) => (at % 3 === 0 ? '' : words)).replaceAll('liberty', 'freedom');
  const select = query.get('select');
  if (select !== null) element.addEventListener('value-tagger-tagged', ({ detail }) => detail.complete && element.select(Number(select)), { once: true });
  element.text = query.has('rtl') ? RTL : query.get('state') === 'empty' ? '' : `${text}\n\n`.repeat(repeat);
}
