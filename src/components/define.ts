import { ValueBars } from './value-bars/value-bars.ts';
import { ValueTagger } from './value-tagger/value-tagger.ts';
import { ValueWheel } from './value-wheel/value-wheel.ts';

const elements = {
  'value-bars': ValueBars,
  'value-tagger': ValueTagger,
  'value-wheel': ValueWheel,
} as const;

// Two copies of the package may meet on one page; the first one keeps the names.
for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}
