import type { KnownModel } from '../cache/known-model.ts';
import { sha256Hex } from '../hash.ts';
import type { LoadReport } from '../runtime/protocol.ts';
import type { CachedScores } from './cached-scores.ts';
import type { ReportMemory } from './row-source.ts';

/** How long the server may take to answer, in milliseconds; then the page goes on as without a network. */
const ANSWER_LIMIT = 1_500;

/**
 * Remembers the model that was last loaded from an address, so that on a second visit cached scores are shown before
 * the model is loaded, and without it where nothing is left to run. Memory counts only while the address still gives
 * the same manifest, or gives none at all (no network).
 */
export class KnownModels implements ReportMemory<LoadReport> {
  readonly #cache: CachedScores;
  readonly #name: string;
  readonly #manifestUrl: string;
  readonly #manifest: (() => Promise<string>) | undefined;
  #remembered: string | undefined;

  /**
   * @param device as it was asked for: another one may give other scores
   * @param manifest gives the manifest where it is not to be fetched
   */
  constructor(cache: CachedScores, modelUrl: string, device: string, manifest?: () => Promise<string>) {
    this.#cache = cache;
    this.#manifest = manifest;
    this.#name = `${modelUrl} ${device}`;
    this.#manifestUrl = new URL('manifest.json', modelUrl).href;
  }

  /** What is known of the model; undefined where nothing is, or where it may have been replaced. */
  async recall(): Promise<KnownModel | undefined> {
    try {
      const known = await this.#cache.knownModel(this.#name);
      if (!known) return undefined;
      const manifest = await this.#manifestHash();
      return manifest === undefined || manifest === known.manifest ? known : undefined;
    } catch {
      return undefined; // Then the model itself will tell.
    }
  }

  /** Remembers a model that has just been loaded. It never fails: the next visit waits for the model then. */
  async remember({ info, slices, rowSize, candidate }: LoadReport): Promise<void> {
    if (this.#cache.mode !== 'indexeddb' || this.#remembered === info.digest) return;
    this.#remembered = info.digest;
    try {
      const manifest = await this.#manifestHash();
      if (manifest !== undefined) await this.#cache.keepModel(this.#name, { manifest, info, slices, rowSize, candidate });
    } catch {
      this.#remembered = undefined;
    }
  }

  /** Says that nothing is remembered any more: what kept it was left. */
  forget(): void {
    this.#remembered = undefined;
  }

  /** SHA-256 of the manifest that lies at the address now; undefined where it cannot be read. */
  async #manifestHash(): Promise<string | undefined> {
    try {
      if (this.#manifest) return await sha256Hex(new TextEncoder().encode(await this.#manifest()));
      const response = await fetch(this.#manifestUrl, { cache: 'no-cache', signal: AbortSignal.timeout(ANSWER_LIMIT) });
      return response.ok ? await sha256Hex(new Uint8Array(await response.arrayBuffer())) : undefined;
    } catch {
      return undefined;
    }
  }
}
