import type { LabelId } from '../taxonomy/types.ts';

const PASSING = { bubbles: true, composed: true } as const;

/** The pointer or the focus is on a label of a chart, or has left it (`label` is undefined). */
export class ValueChartHighlightEvent extends CustomEvent<{ readonly label: LabelId | undefined }> {
  static readonly type = 'value-chart-highlight';

  constructor(label: LabelId | undefined) {
    super(ValueChartHighlightEvent.type, { ...PASSING, detail: { label } });
  }
}

/** A label of a chart was clicked or Enter was pressed on it. */
export class ValueChartSelectEvent extends CustomEvent<{ readonly label: LabelId }> {
  static readonly type = 'value-chart-select';

  constructor(label: LabelId) {
    super(ValueChartSelectEvent.type, { ...PASSING, detail: { label } });
  }
}

/** A sentence was chosen from a list or a chart. */
export class ValueSentenceSelectEvent extends CustomEvent<{ readonly index: number; readonly byKeyboard: boolean }> {
  static readonly type = 'value-sentence-select';

  constructor(index: number, byKeyboard: boolean) {
    super(ValueSentenceSelectEvent.type, { ...PASSING, detail: { index, byKeyboard } });
  }
}

declare global {
  interface HTMLElementEventMap {
    'value-chart-highlight': ValueChartHighlightEvent;
    'value-chart-select': ValueChartSelectEvent;
    'value-sentence-select': ValueSentenceSelectEvent;
  }
}
