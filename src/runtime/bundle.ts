import { TaggerError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';
import { fetchEngine } from './engine.ts';
import { fetchManifest, fetchVerified, keepBundle, keptManifest, type FileRequest } from './files.ts';
import { fetchKernel } from './kernel/fetch-kernel.ts';
import { graphName, hasGraph, neededFiles, onnxGraphName, parseManifest, type GraphName, type Manifest, type OnnxGraphName } from './manifest.ts';
import { checkExternalData, readOnnx } from './onnx-file.ts';
import type { Candidate, LoadProgress, LoadRequest, SharedBundle } from './protocol.ts';

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
  if (!hasGraph(manifest, graph)) throw noGraph(manifest, graph);
  const needed = neededFiles(manifest, graph).flatMap((name) => {
    const file = manifest.files[name];
    return file ? [{ name, url: new URL(name, manifestUrl).href, ...file }] : [];
  });
  const progress = new DownloadProgress(onProgress);
  for (const { name, bytes } of needed) progress.expect(name, bytes);
  const engine = engineOf(candidate, progress);
  const model = Promise.all(
    needed.map(async ({ name, ...file }) => [name, await fetchVerified(file, { keep, onBytes: (loaded) => progress.report(name, loaded) })] as const),
  );
  const [entries, wasm] = await Promise.all([model, engine]);
  if (keep) await keepBundle(manifestUrl, json, allFiles(manifest, manifestUrl));
  return { manifestUrl, json, manifest, files: new Map(entries), engine: wasm };
}

/** What runs the model: our kernel's WebAssembly, or that of a build of ONNX Runtime. */
function engineOf({ build }: Candidate, progress: DownloadProgress): Promise<Response> {
  const onBytes = (loaded: number, total: number): void => {
    progress.expect('engine', total);
    progress.report('engine', loaded);
  };
  return build === 'kernel' ? fetchKernel(onBytes) : fetchEngine(build, onBytes);
}

/** Every file of a bundle, those of other devices too: what was kept for them stays valid. */
function allFiles(manifest: Manifest, manifestUrl: string): FileRequest[] {
  return Object.entries(manifest.files).map(([name, file]) => ({ url: new URL(name, manifestUrl).href, ...file }));
}

/** Puts a bundle up for other workers. */
export async function shareBundle({ manifestUrl, json, files, engine }: Bundle): Promise<SharedBundle> {
  return { manifestUrl, manifest: json, files: Object.fromEntries([...files].map(([name, bytes]) => [name, new Blob([bytes])])), engine: await engine.clone().blob() };
}

/**
 * A bundle that another worker has fetched and checked, or one from elsewhere, which is checked here.
 * @throws {TaggerError} naming the fault, where it does not pass
 */
export async function openShared(shared: SharedBundle, candidate: Candidate, onProgress: OnProgress): Promise<Bundle> {
  const { manifestUrl, manifest: json } = shared;
  const manifest = parseManifest(json, manifestUrl);
  const graph = graphName(candidate);
  if (!hasGraph(manifest, graph)) throw noGraph(manifest, graph);
  const fetched = shared.engine ? new Response(shared.engine, { headers: { 'content-type': 'application/wasm' } }) : engineOf(candidate, new DownloadProgress(onProgress));
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of neededFiles(manifest, graph)) {
    const blob = shared.files[name];
    if (!blob) throw new TaggerError('file-missing', `The model lacks its file "${name}".`, 'Add the file to the bundle, or make the bundle again.');
    const bytes = new Uint8Array(await blob.arrayBuffer());
    if (shared.unchecked) await checkFile(name, bytes, manifest);
    files.set(name, bytes);
  }
  if (shared.unchecked && candidate.build !== 'kernel') checkGraph(manifest, onnxGraphName(candidate), files);
  return { manifestUrl, json, manifest, files, engine: await fetched };
}

const noGraph = ({ title }: Manifest, graph: GraphName): TaggerError => new TaggerError('graph-missing', `The model "${title}" has no graph for ${graph}.`, 'Let the device be chosen, or take another model.');

async function checkFile(name: string, bytes: Uint8Array<ArrayBuffer>, { files }: Manifest): Promise<void> {
  const promised = files[name];
  if (!promised || bytes.length !== promised.bytes) {
    throw new TaggerError('file-truncated', `${name} has ${bytes.length} bytes; the manifest says ${promised?.bytes}.`, 'Put the original file back, or make the bundle again.');
  }
  if ((await sha256Hex(bytes)) !== promised.sha256) {
    throw new TaggerError('file-altered', `${name} is not the file that the manifest describes: its SHA-256 differs.`, 'Put the original file back, or make the bundle again.');
  }
}

/** A graph may read only files that the manifest lists for it. */
function checkGraph(manifest: Manifest, name: OnnxGraphName, files: Bundle['files']): void {
  const graph = manifest.graphs[name];
  const bytes = graph && files.get(graph.file);
  if (graph && bytes) checkExternalData(graph.file, readOnnx(bytes, graph.file), graph.externalData);
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
