import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { TaggerError } from '../../errors.ts';

/** How long a download may give no byte, in milliseconds, before it is given up. */
const STALL_LIMIT = 30_000;

const name = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? url;

/** Why a host that answered `status` has not given a file. */
export function statusError(url: string, status: number): TaggerError {
  if (status === 401 || status === 403) {
    // The hub answers so for models that do not exist, too.
    return new TaggerError('access-denied', `${name(url)} is not given to everybody: ${new URL(url).host} answered ${status}.`, 'Check the id of the model. Models whose terms must be accepted first cannot be loaded from a page: put the files on a server of your own.');
  }
  if (status >= 500) return new TaggerError('network', `${name(url)} could not be fetched: the server answered ${status}.`, 'The server has a fault; try again later.');
  return new TaggerError('file-missing', `${name(url)} is not there: ${new URL(url).host} answered ${status === 200 ? 'with a web page' : status}.`, `Check the id of the model, and that it has this file (${url}).`);
}

/** One download, which is given up when it stalls and refused when it ends early. */
export class Download {
  readonly #url: string;
  readonly #sha256: string | undefined;
  readonly #stallLimit: number;
  readonly #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stalled = false;
  /** Why the body broke off, where it did: whoever it was given to knows less. */
  failure: TaggerError | undefined;
  /** Size that the opened file was announced with. */
  bytes: number | undefined;

  /** @param expected SHA-256 of the file as lower-case hex, where it is known */
  constructor(url: string, expected?: string, stallLimit: number = STALL_LIMIT) {
    this.#url = url;
    this.#sha256 = expected;
    this.#stallLimit = stallLimit;
  }

  /** The file's size, or the status with which it was refused. */
  async size(): Promise<{ readonly bytes?: number; readonly status: number }> {
    const head = await this.#request({ method: 'HEAD' });
    const bytes = whole(head);
    if (bytes !== undefined) return { bytes, status: head.status };
    if (!head.ok && head.status !== 405) return { status: head.status };
    // Compressed answers tell another size; a part of the file tells the whole's.
    const part = await this.#request({ headers: { range: 'bytes=0-0' } });
    await part.body?.cancel().catch(() => undefined);
    const total = Number(/\/(\d+)$/.exec(part.headers.get('content-range') ?? '')?.[1] ?? Number.NaN);
    return part.status === 206 && Number.isFinite(total) ? { bytes: total, status: 206 } : { ...(part.ok && !isPage(part) ? { bytes: 0 } : {}), status: part.status };
  }

  /**
   * The file's bytes as they come; the stream fails where they end too early, or are not those of the expected hash.
   * @param onBytes bytes so far
   * @throws {TaggerError} `network`, `file-missing` or `access-denied`
   */
  async open(onBytes: (loaded: number) => void): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const response = await this.#request({});
    if (!response.ok || isPage(response)) throw statusError(this.#url, response.status);
    const expected = (this.bytes = whole(response));
    let loaded = 0;
    const hash = this.#sha256 === undefined ? undefined : sha256.create();
    const reader = response.body?.getReader();
    return new ReadableStream({
      pull: async (controller) => {
        try {
          const chunk = await this.#watched(async () => await reader?.read());
          if (chunk && !chunk.done) {
            loaded += chunk.value.length;
            hash?.update(chunk.value);
            onBytes(loaded);
            controller.enqueue(chunk.value);
            return;
          }
          if (expected !== undefined && loaded !== expected) throw new TypeError('The body ended early.');
          if (hash && bytesToHex(hash.digest()) !== this.#sha256) throw this.#altered();
          controller.close();
        } catch (cause) {
          const cut = expected !== undefined && !this.#stalled ? ` after ${loaded} of ${expected} bytes` : '';
          this.failure = this.#stalled
            ? this.#error(cause)
            : cause instanceof TaggerError
              ? cause
              : new TaggerError('file-truncated', `${name(this.#url)} broke off${cut}.`, 'Try again: files that were complete are kept.', { cause });
          controller.error(this.failure);
        }
      },
      cancel: () => this.#stop.abort(),
    });
  }

  async #request(init: RequestInit): Promise<Response> {
    try {
      // Never with credentials: what is public needs none.
      return await this.#watched(() => fetch(this.#url, { ...init, credentials: 'omit', referrerPolicy: 'no-referrer', signal: this.#stop.signal }));
    } catch (cause) {
      throw this.#error(cause);
    }
  }

  #altered(): TaggerError {
    return new TaggerError('file-altered', `${name(this.#url)} is not the file that is described: its SHA-256 is another one.`, 'It was not kept. Try again; if it happens again, the host gives another file under this name.');
  }

  #error(cause: unknown): TaggerError {
    const what = this.#stalled ? `stopped loading: no byte came for ${Math.round(this.#stallLimit / 1000)} seconds` : 'could not be fetched';
    return new TaggerError('network', `${name(this.#url)} ${what}.`, `Check that ${new URL(this.#url).host} can be reached, and that the page's content-security policy allows it (connect-src); then try again: files that were complete are kept.`, { cause });
  }

  async #watched<T>(step: () => Promise<T>): Promise<T> {
    this.#timer = setTimeout(() => {
      this.#stalled = true;
      this.#stop.abort();
    }, this.#stallLimit);
    try {
      return await step();
    } finally {
      clearTimeout(this.#timer);
    }
  }
}

const isPage = (response: Response): boolean => response.headers.get('content-type')?.startsWith('text/html') ?? false;

/** The size that an answer tells of the file, undefined where it tells none or that of a compressed form. */
function whole(response: Response): number | undefined {
  const told = response.headers.get('content-length');
  return response.ok && !isPage(response) && told !== null && !response.headers.get('content-encoding') ? Number(told) : undefined;
}
