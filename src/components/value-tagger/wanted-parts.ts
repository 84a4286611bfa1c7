import type { CSSResult, ReactiveControllerHost } from 'lit';
import type { Part } from '../part.ts';

type Host = ReactiveControllerHost & HTMLElement;

/** The parts that an element has wanted so far: which are awaited, which did not come. Draws the element anew when that changes. */
export class WantedParts {
  readonly #host: Host;
  readonly #awaited = new Map<Part<object>, Promise<void>>();
  readonly #failed = new Set<Part<object>>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** The code of a part, with its rules in force; undefined until it is there. */
  want<Code extends object>(part: Part<Code>): Code | undefined {
    const { code } = part;
    if (code) this.#adopt(code);
    else if (!this.#failed.has(part) && !this.#awaited.has(part)) this.#awaited.set(part, this.#fetch(part));
    return code;
  }

  /** Whether a part that is not there could not be fetched. */
  failed(part: Part<object>): boolean {
    return this.#failed.has(part);
  }

  /** Tries to fetch a part once more. */
  retry(part: Part<object>): void {
    this.#failed.delete(part);
    this.want(part);
    this.#host.requestUpdate();
  }

  /** Resolves when what is awaited now has come or failed; undefined where nothing is awaited. */
  get settled(): Promise<unknown> | undefined {
    return this.#awaited.size > 0 ? Promise.all(this.#awaited.values()) : undefined;
  }

  async #fetch(part: Part<object>): Promise<void> {
    try {
      await part.load();
    } catch {
      this.#failed.add(part);
    }
    this.#awaited.delete(part);
    this.#host.requestUpdate();
  }

  #adopt(code: object): void {
    // Modules of parts without rules of their own export none.
    const sheet = (code as { readonly styles?: CSSResult }).styles?.styleSheet;
    const root = this.#host.shadowRoot;
    if (sheet && root && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
}
