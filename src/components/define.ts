import { ValueBars } from './value-bars/value-bars.ts';
import { ValueCompare } from './value-compare/value-compare.ts';
import { ValueList } from './value-list/value-list.ts';
import { ValueTagger } from './value-tagger/value-tagger.ts';
import { ValueTrend } from './value-trend/value-trend.ts';
import { ValueWheel } from './value-wheel/value-wheel.ts';

const elements = {
  'value-bars': ValueBars,
  'value-compare': ValueCompare,
  'value-list': ValueList,
  'value-tagger': ValueTagger,
  'value-trend': ValueTrend,
  'value-wheel': ValueWheel,
} as const;

// Two copies of the package may meet on one page; the first one keeps the names.
for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}
