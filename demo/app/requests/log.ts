import type { SeenRequest } from '../../../src/runtime/requests.ts';

/** Who asked. */
export type Asker = 'page' | 'worker' | 'service worker';

export interface LoggedRequest extends SeenRequest {
  readonly asker: Asker;
  /** True where it went to another place than this page's own server. */
  readonly foreign: boolean;
  /** True where bytes went over the network, or may have: of other servers the browser tells nothing. */
  readonly network: boolean;
  /** True where it was made after page, model and engine were loaded. */
  readonly late: boolean;
}

/** Every request that this page, its workers and its service worker made. Knows no DOM. */
export class RequestLog {
  readonly #origin: string;
  readonly #onChange: () => void;
  #requests: { readonly request: SeenRequest; readonly asker: Asker }[] = [];
  #loaded = Infinity;

  constructor(origin: string, onChange: () => void) {
    this.#origin = origin;
    this.#onChange = onChange;
  }

  add(requests: readonly SeenRequest[], asker: Asker): void {
    for (const request of requests) this.#requests.push({ request, asker });
    this.#onChange();
  }

  /** Everything that the page needs is there; what comes later counts. Holds from the first time on. */
  noteLoaded(time: number): void {
    if (this.#loaded !== Infinity) return;
    this.#loaded = time;
    this.#onChange();
  }

  get loaded(): boolean {
    return this.#loaded !== Infinity;
  }

  /** In the order in which they were made. */
  all(): LoggedRequest[] {
    return this.#requests
      .map(({ request, asker }) => {
        const foreign = new URL(request.address).origin !== this.#origin;
        // What the service worker fetches is the page itself, to be kept for visits without a network.
        return { ...request, asker, foreign, network: foreign || request.networkBytes > 0, late: request.time > this.#loaded && asker !== 'service worker' };
      })
      .sort((a, b) => a.time - b.time);
  }

  /** Requests over the network since everything was loaded. */
  get sinceLoad(): number {
    return this.all().filter(({ late, network }) => late && network).length;
  }
}
