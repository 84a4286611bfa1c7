import { TaggerError, abortError } from '../errors.ts';
import { MANIFEST_LIMIT } from '../runtime/files.ts';
import { parseManifest, type Manifest } from '../runtime/manifest.ts';
import { checkExternalData, readOnnx } from '../runtime/onnx-file.ts';
import { sha256OfBlob } from './hash-blob.ts';
import { IMPORT_LIMITS, tooLarge, type ImportLimits } from './limits.ts';
import { readPlainFolder } from './plain-folder.ts';
import type { CheckedBundle, PlainFolder } from './types.ts';

export interface InspectOptions {
  readonly signal?: AbortSignal;
  /** Gets the name of the file that is being checked. */
  readonly onStep?: (file: string) => void;
  readonly limits?: ImportLimits;
}

/**
 * Finds out what a folder holds, and checks it: nothing of it is run.
 * @throws {TaggerError} `aborted`, or naming file and fault
 */
export async function inspect(files: ReadonlyMap<string, Blob>, options: InspectOptions = {}): Promise<CheckedBundle | PlainFolder> {
  const { limits = IMPORT_LIMITS } = options;
  const total = [...files.values()].reduce((sum, { size }) => sum + size, 0);
  if (total > limits.total) throw tooLarge('The folder', total, limits.total);
  const manifest = files.get('manifest.json');
  if (manifest) return await checkBundle(manifest, files, limits, options);
  if (files.has('config.json')) return await readPlainFolder(files, limits);
  throw new TaggerError('bundle-refused', 'This is no model: neither manifest.json nor config.json is there.', 'A bundle has a manifest.json; a model exported for transformers.js has config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx.');
}

async function checkBundle(file: Blob, given: ReadonlyMap<string, Blob>, limits: ImportLimits, { signal, onStep }: InspectOptions): Promise<CheckedBundle> {
  const most = Math.min(limits.manifest, MANIFEST_LIMIT);
  if (file.size > most) throw tooLarge('manifest.json', file.size, most);
  const json = await file.text();
  const manifest = parseManifest(json, 'manifest.json');
  const files = new Map<string, Blob>();
  for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) {
    if (signal?.aborted) throw abortError();
    onStep?.(name);
    const blob = given.get(name);
    if (!blob) throw new TaggerError('file-missing', `${name} is missing; the manifest names it.`, 'Add the file, or make the bundle again.');
    const limit = limitOf(name, manifest, limits);
    if (blob.size > limit) throw tooLarge(name, blob.size, limit);
    if (blob.size !== bytes) throw new TaggerError('file-truncated', `${name} has ${blob.size} bytes; the manifest says ${bytes}.`, 'The file was cut off or changed; copy it anew.');
    if ((await sha256OfBlob(blob, signal)) !== sha256) throw new TaggerError('file-altered', `${name} is not the file that the manifest describes: its SHA-256 differs.`, 'Put the original file back, or make the bundle again.');
    files.set(name, blob);
  }
  for (const graph of Object.values(manifest.graphs)) {
    const blob = graph && files.get(graph.file);
    if (graph && blob) checkExternalData(graph.file, readOnnx(new Uint8Array(await blob.arrayBuffer()), graph.file), graph.externalData);
  }
  return { kind: 'bundle', json, manifest, files };
}

function limitOf(name: string, { graphs, tokenizer }: Manifest, limits: ImportLimits): number {
  if (Object.values(graphs).some((graph) => graph?.file === name)) return limits.graph;
  if (name === tokenizer.file) return limits.tokenizer;
  return name === tokenizer.config ? limits.manifest : limits.total;
}
