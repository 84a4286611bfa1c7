import { TaggerError } from '../errors.ts';
import { parseManifest } from '../runtime/manifest.ts';
import { readOnnx } from '../runtime/onnx-file.ts';
import { askFor, download, type DownloadOptions } from './download.ts';
import { IMPORT_LIMITS, type ImportLimits } from './limits.ts';
import { besideGraph } from './plain-folder.ts';

export interface FetchFolderOptions extends DownloadOptions {
  /** Gets the bytes of all files so far. */
  readonly onBytes?: (loaded: number) => void;
  readonly limits?: ImportLimits;
}

/** Files that a folder without a manifest is looked through for. */
const NEEDED = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const GRAPHS = ['onnx/model_quantized.onnx', 'onnx/model_int8.onnx', 'onnx/model_uint8.onnx', 'onnx/model.onnx', 'model.onnx'];

/** A graph of so many bytes is read for its weights' names before the rest is downloaded: it holds the structure alone. */
const STRUCTURE = 8 * 1024 * 1024;

/**
 * A model's files from a folder on a server. Nothing but the files that the manifest names, or that such folders have, is asked
 * for, and the weights that a graph says lie beside it.
 * @throws {TaggerError} `network`, `file-missing`, `invalid-input`, `bundle-refused`, `aborted`, or as {@link parseManifest}
 */
export async function fetchFolder(address: string, { onBytes, limits = IMPORT_LIMITS, ...options }: FetchFolderOptions = {}): Promise<Map<string, Blob>> {
  const folder = folderOf(address);
  const files = new Map<string, Blob>();
  let sum = 0;
  const get = async (name: string, limit: number): Promise<Blob | undefined> => {
    const blob = await download(within(folder, name), Math.min(limit, limits.total - sum), { ...options, onBytes: (loaded) => onBytes?.(sum + loaded) });
    if (blob) {
      sum += blob.size;
      files.set(name, blob);
    }
    return blob;
  };
  const manifest = await get('manifest.json', limits.manifest);
  if (manifest) {
    const { files: named } = parseManifest(await manifest.text(), folder.href);
    for (const [name, { bytes }] of Object.entries(named)) await get(name, bytes);
    return files;
  }
  for (const name of NEEDED) await get(name, name === 'tokenizer.json' ? limits.tokenizer : limits.manifest);
  for (const name of GRAPHS) {
    const graph = await get(name, limits.graph);
    if (!graph) continue;
    for (const weights of await weightsOf(graph, name)) await get(weights, limits.total);
    break;
  }
  if (files.size === 0) throw nothingThere(folder);
  return files;
}

/** Names, within the folder, of the files that a graph says its weights lie in. @throws {TaggerError} `manifest-invalid` */
async function weightsOf(graph: Blob, name: string): Promise<string[]> {
  const { externalFiles } = readOnnx(new Uint8Array(await graph.arrayBuffer()), name);
  // What is not beside the graph is refused when the folder is looked at.
  return [...new Set([...externalFiles].flatMap((location) => besideGraph(name, location) ?? []))];
}

/** What would be downloaded. */
export interface FolderPreview {
  readonly title: string;
  readonly licence: string;
  /** Bytes of all files, as far as the server tells. */
  readonly bytes: number;
  /** True where the server does not tell the size of some file: it is more than {@link bytes}. */
  readonly atLeast: boolean;
}

/**
 * Looks at a folder on a server and downloads its description alone (and the structure of a graph whose weights lie beside it),
 * so that a person can decide.
 * @throws {TaggerError} as {@link fetchFolder}
 */
export async function previewFolder(address: string, { limits = IMPORT_LIMITS, onBytes: _untold, ...options }: FetchFolderOptions = {}): Promise<FolderPreview> {
  const folder = folderOf(address);
  const manifest = await download(within(folder, 'manifest.json'), limits.manifest, options);
  if (manifest) {
    const { title, licence, files } = parseManifest(await manifest.text(), folder.href);
    return { title, licence: licence.spdx, bytes: Object.values(files).reduce((sum, { bytes }) => sum + bytes, manifest.size), atLeast: false };
  }
  const config = await download(within(folder, 'config.json'), limits.manifest, options);
  if (!config) throw nothingThere(folder);
  let bytes = config.size;
  let atLeast = false;
  const ask = async (name: string): Promise<{ readonly bytes: number | undefined } | undefined> => {
    const told = await askFor(within(folder, name), options);
    if (!told.there) return undefined;
    bytes += told.bytes ?? 0;
    atLeast ||= told.bytes === undefined;
    return told;
  };
  for (const name of NEEDED.slice(1)) if (!(await ask(name))) atLeast = true;
  let graph: string | undefined;
  for (const name of GRAPHS) {
    const told = await ask(name);
    if (!told) continue;
    graph = name;
    const small = told.bytes !== undefined && told.bytes <= STRUCTURE ? await download(within(folder, name), Math.min(STRUCTURE, limits.graph), options) : undefined;
    // A graph that holds its weights may have more of them beside it; of those only the usual name is known.
    if (!small) await ask(`${name}_data`);
    else for (const weights of await weightsOf(small, name)) if (!(await ask(weights))) atLeast = true;
    break;
  }
  return { title: folder.pathname.split('/').at(-2) || folder.host, licence: 'not stated', bytes, atLeast: atLeast || graph === undefined };
}

const nothingThere = (folder: URL): TaggerError => new TaggerError('file-missing', `There is no model at ${folder.href}: neither manifest.json nor config.json is there.`, 'Give the address of the folder that holds the model’s files.');

/** A file of a folder. What follows the question mark, such as a signature, holds for all of its files. */
function within(folder: URL, name: string): URL {
  const url = new URL(name.split('/').map(encodeURIComponent).join('/'), folder);
  url.search = folder.search;
  return url;
}

function folderOf(address: string): URL {
  let url: URL;
  try {
    url = new URL(address, (globalThis.document as Document | undefined)?.baseURI);
  } catch (cause) {
    throw new TaggerError('invalid-input', `"${address}" is no address.`, 'Give the address of a folder, such as https://example.org/models/mine/.', { cause });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new TaggerError('invalid-input', `Addresses must begin with https:// or http://, not ${url.protocol}`, 'To read a folder of this computer, choose or drop it.');
  url.hash = '';
  url.pathname = `${url.pathname.replace(/\/(?:manifest\.json)?$/, '')}/`;
  return url;
}
