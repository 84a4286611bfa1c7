import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { textOfNode } from '../../text/node-text.ts';

type Host = ReactiveControllerHost & HTMLElement & { text: string };

/** Children that go into a slot are no part of the text. */
const isSlotted = (element: Element): boolean => element.hasAttribute('slot');

/**
 * Takes the text of an element that was given none from what stands between its tags, and follows it when that changes. A text
 * that is set by attribute or property comes before it.
 */
export class LightText implements ReactiveController {
  readonly #host: Host;
  readonly #observer: MutationObserver | undefined;
  #taken = '';

  constructor(host: Host) {
    this.#host = host;
    // There is none on a server.
    if (typeof MutationObserver !== 'undefined') this.#observer = new MutationObserver(() => this.#take());
    host.addController(this);
  }

  hostConnected(): void {
    this.#take();
    this.#observer?.observe(this.#host, { childList: true, characterData: true, subtree: true });
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  #take(): void {
    if (this.#host.text !== this.#taken || this.#host.hasAttribute('text')) {
      this.#observer?.disconnect();
      return;
    }
    const text = textOfNode(this.#host, isSlotted);
    if (text === this.#taken) return;
    this.#taken = text;
    this.#host.text = text;
  }
}
