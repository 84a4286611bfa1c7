import { TaggerError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';
import { fetchEngine } from './engine.ts';
import { fetchManifest, fetchVerified, isKept, keepBundle, keptManifest, type FileRequest } from './files.ts';
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

/** What our own kernel takes beyond the files of a bundle that are there. */
export interface Fallback {
  readonly files: Bundle['files'];
  readonly engine: Response;
}

/** Most bytes of files that are fetched beforehand for a device that may never be needed. */
const SMALL = 65_536;

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
  const needed = requestsFor(neededFiles(manifest, graph), manifest, manifestUrl);
  const progress = new DownloadProgress(onProgress);
  for (const { name, bytes } of needed) progress.expect(name, bytes);
  const engine = engineOf(candidate, progress);
  const model = Promise.all(
    needed.map(async (file) => [file.name, await fetchVerified(file, { keep, onBytes: (loaded) => progress.report(file.name, loaded) })] as const),
  );
  const [entries, wasm] = await Promise.all([model, engine]);
  // Files of other devices count as well: what was kept for them stays valid.
  if (keep) await keepBundle(manifestUrl, json, requestsFor(Object.keys(manifest.files), manifest, manifestUrl));
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

type NamedFile = FileRequest & { readonly name: string };

function requestsFor(names: readonly string[], { files }: Manifest, manifestUrl: string): NamedFile[] {
  return names.flatMap((name) => {
    const file = files[name];
    return file ? [{ name, url: new URL(name, manifestUrl).href, ...file }] : [];
  });
}

const blobsOf = (files: Bundle['files']): Record<string, Blob> => Object.fromEntries([...files].map(([name, bytes]) => [name, new Blob([bytes])]));

/** Puts a bundle up for other workers like this one. */
export async function shareBundle({ manifestUrl, json, files, engine }: Bundle, { build }: Candidate): Promise<SharedBundle> {
  return { manifestUrl, manifest: json, files: blobsOf(files), engines: { [build]: await engine.clone().blob() } };
}

/**
 * What the CPU takes beyond a bundle that was loaded for a GPU: our kernel and its description of the model, some 13 kB.
 * With it, a GPU that is lost has something to come after it where there is no network.
 * @returns undefined where the model has nothing for the kernel or has weights of their own for it, and where they cannot be
 * fetched, which is no reason to do without the GPU
 */
export async function fetchFallback({ manifestUrl, manifest, files }: Bundle, { keepFiles: keep, bundle }: Pick<LoadRequest, 'keepFiles' | 'bundle'>): Promise<Fallback | undefined> {
  // Files from elsewhere are all at hand.
  const missing = bundle?.unchecked ? [] : requestsFor(neededFiles(manifest, 'kernel'), manifest, manifestUrl).filter(({ name }) => !files.has(name));
  if (!hasGraph(manifest, 'kernel') || missing.reduce((sum, { bytes }) => sum + bytes, 0) > SMALL) return undefined;
  try {
    const [engine, ...entries] = await Promise.all([fetchKernel(() => undefined), ...missing.map(async (file) => [file.name, await fetchVerified(file, { keep })] as const)]);
    return { files: new Map(entries), engine };
  } catch {
    return undefined;
  }
}

/** Puts up what the worker after one with a GPU would have to fetch anew: the files that are not kept, and the fallback. */
export async function shareRest({ manifestUrl, json, manifest, files }: Bundle, fallback: Fallback | undefined, keepFiles: boolean): Promise<SharedBundle> {
  const rest = new Map(fallback?.files);
  for (const file of requestsFor([...files.keys()], manifest, manifestUrl)) {
    const bytes = files.get(file.name);
    if (bytes && !(keepFiles && (await isKept(file)))) rest.set(file.name, bytes);
  }
  return { manifestUrl, manifest: json, files: blobsOf(rest), ...(fallback ? { engines: { kernel: await fallback.engine.blob() } } : {}) };
}

/**
 * A bundle that another worker has fetched and checked, of which what is left out is fetched; or one from elsewhere, which
 * is checked here.
 * @throws {TaggerError} naming the fault, where it does not pass; and what fetching throws
 */
export async function openShared(shared: SharedBundle, { candidate, keepFiles: keep }: Pick<LoadRequest, 'candidate' | 'keepFiles'>, onProgress: OnProgress): Promise<Bundle> {
  const { manifestUrl, manifest: json, unchecked } = shared;
  const manifest = parseManifest(json, manifestUrl);
  const graph = graphName(candidate);
  if (!hasGraph(manifest, graph)) throw noGraph(manifest, graph);
  const progress = new DownloadProgress(onProgress);
  const open = async (file: NamedFile): Promise<Uint8Array<ArrayBuffer>> => {
    const { name } = file;
    const blob = shared.files[name];
    const bytes = await blob?.arrayBuffer().then(
      (buffer) => new Uint8Array(buffer),
      () => undefined,
    );
    if (bytes) {
      if (unchecked) await checkFile(name, bytes, manifest);
      return bytes;
    }
    if (unchecked) throw new TaggerError('file-missing', `The model's file "${name}" is missing${blob ? ', or can no longer be read' : ''}.`, 'Add the file to the bundle, or make the bundle again.');
    progress.expect(name, file.bytes);
    return await fetchVerified(file, { keep, onBytes: (loaded) => progress.report(name, loaded) });
  };
  const engine = shared.engines?.[candidate.build];
  const [wasm, ...entries] = await Promise.all([
    engine ? new Response(engine, { headers: { 'content-type': 'application/wasm' } }) : engineOf(candidate, progress),
    ...requestsFor(neededFiles(manifest, graph), manifest, manifestUrl).map(async (file) => [file.name, await open(file)] as const),
  ]);
  const files = new Map(entries);
  if (unchecked && candidate.build !== 'kernel') checkGraph(manifest, onnxGraphName(candidate), files);
  return { manifestUrl, json, manifest, files, engine: wasm };
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
