/** Registers the elements that the views are made of, for pages that use them by themselves. */
import './value-bars/define.ts';
import './value-compare/define.ts';
import './value-list/define.ts';
import './value-trend/define.ts';
import './value-wheel/define.ts';

export { ValueBars } from './value-bars/value-bars.ts';
export { ValueCompare } from './value-compare/value-compare.ts';
export { ValueList } from './value-list/value-list.ts';
export { ValueTrend } from './value-trend/value-trend.ts';
export { ValueWheel } from './value-wheel/value-wheel.ts';
