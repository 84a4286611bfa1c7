import { TaggerError, abortError, describe } from '../errors.ts';
import { Gathered } from './gathered.ts';

/** How long a server may give no byte, in milliseconds, before it is given up. */
const STALL_LIMIT = 30_000;

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  readonly onBytes?: (loaded: number) => void;
  /** Milliseconds without a byte after which it is given up. */
  readonly stallLimit?: number;
}

/** A page in place of a file: servers of single-page applications give one for whatever they do not have. */
const isPage = ({ headers }: Response): boolean => headers.get('content-type')?.startsWith('text/html') ?? false;

/** One request, which is given up when it stalls or is cancelled. */
class Exchange {
  readonly #url: URL;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal | undefined;
  readonly #stallLimit: number;
  loaded = 0;

  constructor(url: URL, { signal, stallLimit = STALL_LIMIT }: DownloadOptions) {
    this.#url = url;
    this.#signal = signal;
    this.#stallLimit = stallLimit;
  }

  /** @throws {TaggerError} `network` or `aborted` */
  async open(method: 'GET' | 'HEAD'): Promise<Response> {
    return await this.#watched(
      () => fetch(this.#url, { method, credentials: 'omit', signal: this.#stop.signal }),
      (cause) =>
        new TaggerError('network', `${this.#url.href} could not be fetched (${describe(cause)}).`, 'A page may allow addresses of its own server alone (content-security policy), and the other server must allow this page (CORS). To be sure, download the folder and choose it here.', { cause }),
    );
  }

  /** Pieces of a body. @throws {TaggerError} `network` or `aborted` */
  async *pieces(response: Response): AsyncGenerator<Uint8Array> {
    const reader = response.body?.getReader();
    try {
      for (;;) {
        const piece = await this.#watched(
          async () => await reader?.read(),
          (cause) => this.#cut('the connection broke', cause),
        );
        if (!piece || piece.done) return;
        this.loaded += piece.value.length;
        yield piece.value;
      }
    } finally {
      // A body that is left unread would go on loading.
      await reader?.cancel().catch(() => undefined);
    }
  }

  #cut(why: string, cause: unknown): TaggerError {
    return new TaggerError('network', `${this.#url.href} was cut off after ${this.loaded} bytes: ${why}.`, 'Try again, or download the folder and choose it here.', { cause });
  }

  async #watched<T>(step: () => Promise<T>, failure: (cause: unknown) => TaggerError): Promise<T> {
    if (this.#signal?.aborted) throw abortError();
    let stalled = false;
    const stop = (): void => this.#stop.abort();
    const timer = setTimeout(() => {
      stalled = true;
      stop();
    }, this.#stallLimit);
    this.#signal?.addEventListener('abort', stop);
    try {
      return await step();
    } catch (cause) {
      if (this.#signal?.aborted) throw abortError();
      throw stalled ? this.#cut(`no byte came for ${Math.round(this.#stallLimit / 1000)} seconds`, cause) : failure(cause);
    } finally {
      clearTimeout(timer);
      this.#signal?.removeEventListener('abort', stop);
    }
  }
}

/**
 * A file of at most `limit` bytes from a server.
 * @returns undefined where the server has no such file: 404, 410, or a page in its place
 * @throws {TaggerError} `network`, `bundle-refused` where it is longer, or `aborted`
 */
export async function download(url: URL, limit: number, options: DownloadOptions = {}): Promise<Blob | undefined> {
  const request = new Exchange(url, options);
  const response = await request.open('GET');
  if (!isThere(response, url)) {
    await response.body?.cancel().catch(() => undefined);
    return undefined;
  }
  const gathered = new Gathered();
  for await (const piece of request.pieces(response)) {
    if (request.loaded > limit) throw new TaggerError('bundle-refused', `${url.href} is longer than the ${limit} bytes that it may have.`, 'Check that the address is that of a model.');
    gathered.add(piece);
    options.onBytes?.(request.loaded);
  }
  return gathered.blob();
}

/** @throws {TaggerError} `network` where the server refuses or fails, whatever page it shows then */
function isThere(response: Response, url: URL): boolean {
  const { status, ok } = response;
  if (status === 404 || status === 410) return false;
  if (!ok) {
    void response.body?.cancel().catch(() => undefined);
    const hint = status === 401 || status === 403 ? 'The server allows it only to some, or the address has run out; ask for a new one, or download the folder and choose it here.' : 'Try again later, or download the folder and choose it here.';
    throw new TaggerError('network', `${url.href} could not be fetched: the server answered ${status}.`, hint);
  }
  return !isPage(response);
}

/** What a server says of a file without giving it. */
export type Told = { readonly there: false } | { readonly there: true; readonly bytes: number | undefined };

/**
 * Asks whether a server has a file, and how large it is.
 * @throws {TaggerError} `network` where it cannot be reached, or `aborted`
 */
export async function askFor(url: URL, options: DownloadOptions = {}): Promise<Told> {
  const response = await new Exchange(url, options).open('HEAD');
  // Not all servers answer such a question; the download will tell more.
  if (!response.ok || isPage(response)) return { there: false };
  const bytes = response.headers.get('content-encoding') ? Number.NaN : Number(response.headers.get('content-length') ?? Number.NaN);
  return { there: true, bytes: bytes > 0 ? bytes : undefined };
}
