import type { Catalogue, MessageId } from './en.ts';

/** Says a message, with values filled in. */
export type Say = (id: MessageId, ...values: readonly string[]) => string;

/**
 * What speaks one language. Localize's own `msg` knows one language a page; elements may stand in parts of a page that are in
 * different ones, so each looks its messages up in its own catalogue. A message's values are the places of what is filled in.
 */
export function speaker(catalogue: Catalogue): Say {
  return (id, ...values) => {
    const message = catalogue[id];
    if (typeof message === 'string') return message;
    return message.strings.reduce((said, part, at) => `${said}${values[Number(message.values[at - 1])] ?? ''}${part}`);
  };
}
