import type { LabelSet } from '../../label-sets/types.ts';

/** The reader has changed the set. */
export class LabelSetChangeEvent extends CustomEvent<{ readonly set: LabelSet }> {
  constructor(set: LabelSet) {
    super('label-set-change', { detail: { set }, bubbles: true, composed: true });
  }
}

/** The reader has chosen or dropped a file with a set. The editor goes on with its own: whoever listens decides. */
export class LabelSetImportEvent extends CustomEvent<{ readonly set: LabelSet }> {
  constructor(set: LabelSet) {
    super('label-set-import', { detail: { set }, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'label-set-change': LabelSetChangeEvent;
    'label-set-import': LabelSetImportEvent;
  }
}
