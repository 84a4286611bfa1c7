import { runtimeMsg } from '@lit/localize/internal/runtime-msg.js';
import { en, type Catalogue, type MessageId } from './en.ts';

/** Says a message, with values filled in. */
export type Say = (id: MessageId, ...values: readonly string[]) => string;

/**
 * What speaks one language. Localize's own `msg` knows one language a page; elements may stand in parts of a page that are in
 * different ones, so its look-up is used here with each element's own messages.
 */
export function speaker(catalogue: Catalogue): Say {
  return (id, ...values) => {
    const source = en[id];
    // A catalogue holds no HTML, so what comes back is text.
    return runtimeMsg(catalogue, typeof source === 'string' ? source : { ...source, values: [...values] }, { id }) as string;
  };
}
