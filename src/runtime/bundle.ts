import { TaggerError } from '../errors.ts';
import { fetchEngine } from './engine.ts';
import { fetchManifest, fetchVerified, keepBundle, keptManifest, type FileRequest } from './files.ts';
import { fetchKernel } from './kernel/fetch-kernel.ts';
import { graphName, hasGraph, neededFiles, parseManifest, type Manifest } from './manifest.ts';
import type { LoadProgress, LoadRequest, SharedBundle } from './protocol.ts';

/** A bundle's manifest and the files that one device needs, checked. */
export interface Bundle {
  readonly manifestUrl: string;
  readonly json: string;
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** The engine's WebAssembly. */
  readonly engine: Response;
}

type Source = Pick<LoadRequest, 'modelUrl' | 'candidate' | 'keepFiles'>;
type OnProgress = (progress: LoadProgress) => void;

/** Manifests that this worker has read, by address: a model without what one build needs is not asked for anew for the next. */
export type KnownManifests = Map<string, string>;

/**
 * A bundle's files, checked, and the engine beside them, with progress over all of it together. Where the network
 * fails, the last bundle that was loaded whole serves.
 * @throws {TaggerError} `graph-missing` where the model has nothing for the candidate; and what fetching throws
 */
export async function fetchBundle(source: Source, onProgress: OnProgress, known: KnownManifests): Promise<Bundle> {
  const manifestUrl = new URL('manifest.json', source.modelUrl).href;
  try {
    const json = known.get(manifestUrl) ?? (await fetchManifest(manifestUrl));
    known.set(manifestUrl, json);
    return await fetchFiles(manifestUrl, json, source, onProgress);
  } catch (error) {
    const kept = source.keepFiles && error instanceof TaggerError && error.code === 'network' ? await keptManifest(manifestUrl) : undefined;
    if (kept === undefined) throw error;
    return await fetchFiles(manifestUrl, kept, source, onProgress);
  }
}

async function fetchFiles(manifestUrl: string, json: string, { candidate, keepFiles: keep }: Source, onProgress: OnProgress): Promise<Bundle> {
  const manifest = parseManifest(json, manifestUrl);
  const graph = graphName(candidate);
  if (!hasGraph(manifest, graph)) throw new TaggerError('graph-missing', `The model "${manifest.title}" has no graph for ${graph}.`, 'Let the device be chosen, or take another model.');
  const needed = neededFiles(manifest, graph).flatMap((name) => {
    const file = manifest.files[name];
    return file ? [{ name, url: new URL(name, manifestUrl).href, ...file }] : [];
  });
  const progress = new DownloadProgress(onProgress);
  for (const { name, bytes } of needed) progress.expect(name, bytes);
  const onEngine = (loaded: number, total: number): void => {
    progress.expect('engine', total);
    progress.report('engine', loaded);
  };
  const engine = candidate.build === 'kernel' ? fetchKernel(onEngine) : fetchEngine(candidate.build, onEngine);
  const model = Promise.all(
    needed.map(async ({ name, ...file }) => [name, await fetchVerified(file, { keep, onBytes: (loaded) => progress.report(name, loaded) })] as const),
  );
  const [entries, wasm] = await Promise.all([model, engine]);
  if (keep) await keepBundle(manifestUrl, json, allFiles(manifest, manifestUrl));
  return { manifestUrl, json, manifest, files: new Map(entries), engine: wasm };
}

/** Every file of a bundle, those of other devices too: what was kept for them stays valid. */
function allFiles(manifest: Manifest, manifestUrl: string): FileRequest[] {
  return Object.entries(manifest.files).map(([name, file]) => ({ url: new URL(name, manifestUrl).href, ...file }));
}

/** Puts a bundle up for other workers. */
export async function shareBundle({ manifestUrl, json, files, engine }: Bundle): Promise<SharedBundle> {
  return { manifestUrl, manifest: json, files: Object.fromEntries([...files].map(([name, bytes]) => [name, new Blob([bytes])])), engine: await engine.clone().blob() };
}

/** A bundle that another worker has fetched and checked. */
export async function openShared({ manifestUrl, manifest: json, files, engine }: SharedBundle): Promise<Bundle> {
  const entries = Object.entries(files).map(async ([name, blob]) => [name, new Uint8Array(await blob.arrayBuffer())] as const);
  return { manifestUrl, json, manifest: parseManifest(json, manifestUrl), files: new Map(await Promise.all(entries)), engine: new Response(engine, { headers: { 'content-type': 'application/wasm' } }) };
}

/** Adds up the bytes of several downloads. */
class DownloadProgress {
  readonly #files = new Map<string, { loaded: number; total: number }>();
  readonly #onProgress: OnProgress;

  constructor(onProgress: OnProgress) {
    this.#onProgress = onProgress;
  }

  expect(file: string, total: number): void {
    this.#files.set(file, { loaded: this.#files.get(file)?.loaded ?? 0, total });
  }

  report(file: string, loaded: number): void {
    const entry = this.#files.get(file);
    if (!entry) return;
    entry.loaded = loaded;
    const sum = (pick: 'loaded' | 'total'): number => [...this.#files.values()].reduce((all, one) => all + one[pick], 0);
    this.#onProgress({ phase: 'download', file, loaded, total: entry.total, allLoaded: sum('loaded'), allTotal: sum('total') });
  }
}
