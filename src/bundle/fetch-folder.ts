import { TaggerError, describe } from '../errors.ts';
import { parseManifest } from '../runtime/manifest.ts';
import { IMPORT_LIMITS, type ImportLimits } from './limits.ts';

export interface FetchFolderOptions {
  readonly signal?: AbortSignal;
  readonly onBytes?: (loaded: number) => void;
  readonly limits?: ImportLimits;
}

/** Files that a folder without a manifest is looked through for. */
const NEEDED = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const GRAPHS = ['onnx/model_quantized.onnx', 'onnx/model_int8.onnx', 'onnx/model_uint8.onnx', 'onnx/model.onnx', 'model.onnx'];

/**
 * A model's files from a folder on a server. Nothing but the files that the manifest names, or that such folders have, is asked for.
 * @throws {TaggerError} `network`, `file-missing`, `invalid-input`, or as {@link parseManifest}
 */
export async function fetchFolder(address: string, { signal, onBytes, limits = IMPORT_LIMITS }: FetchFolderOptions = {}): Promise<Map<string, Blob>> {
  const folder = folderOf(address);
  const files = new Map<string, Blob>();
  let sum = 0;
  const get = async (name: string, limit: number): Promise<Blob | undefined> => {
    const blob = await download(new URL(name, folder), Math.min(limit, limits.total - sum), signal, (loaded) => onBytes?.(sum + loaded));
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
    if (!(await get(name, limits.graph))) continue;
    await get(`${name}_data`, limits.total);
    break;
  }
  if (files.size === 0) throw nothingThere(folder);
  return files;
}

/** What would be downloaded. */
export interface FolderPreview {
  readonly title: string;
  readonly licence: string;
  /** Undefined where the server does not tell. */
  readonly bytes: number | undefined;
}

/**
 * Looks at a folder on a server and downloads its description alone, so that a person can decide.
 * @throws {TaggerError} as {@link fetchFolder}
 */
export async function previewFolder(address: string, { signal, limits = IMPORT_LIMITS }: FetchFolderOptions = {}): Promise<FolderPreview> {
  const folder = folderOf(address);
  const manifest = await download(new URL('manifest.json', folder), limits.manifest, signal, () => undefined);
  if (manifest) {
    const { title, licence, files } = parseManifest(await manifest.text(), folder.href);
    return { title, licence: licence.spdx, bytes: Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0) };
  }
  const config = await download(new URL('config.json', folder), limits.manifest, signal, () => undefined);
  if (!config) throw nothingThere(folder);
  const graph = await firstThere(GRAPHS.map((name) => new URL(name, folder)), signal);
  return { title: folder.pathname.split('/').at(-2) ?? folder.host, licence: 'not stated', bytes: graph };
}

/** Size of the first of some files that a server has; undefined where it does not tell, or has none. */
async function firstThere(urls: readonly URL[], signal: AbortSignal | undefined): Promise<number | undefined> {
  for (const url of urls) {
    const answer = await fetch(url, { method: 'HEAD', credentials: 'omit', ...(signal ? { signal } : {}) }).catch(() => undefined);
    if (!answer?.ok || answer.headers.get('content-type')?.startsWith('text/html')) continue;
    const length = Number(answer.headers.get('content-length'));
    return length > 0 ? length : undefined;
  }
  return undefined;
}

const nothingThere = (folder: URL): TaggerError => new TaggerError('file-missing', `There is no model at ${folder.href}: neither manifest.json nor config.json is there.`, 'Give the address of the folder that holds the model’s files.');

function folderOf(address: string): URL {
  let url: URL;
  try {
    url = new URL(address, document.baseURI);
  } catch (cause) {
    throw new TaggerError('invalid-input', `"${address}" is no address.`, 'Give the address of a folder, such as https://example.org/models/mine/.', { cause });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new TaggerError('invalid-input', `Addresses must begin with https:// or http://, not ${url.protocol}`, 'To read a folder of this computer, choose or drop it.');
  return url.pathname.endsWith('/') ? url : new URL(`${url.pathname.replace(/\/manifest\.json$/, '')}/${url.search}`, url);
}

/** @returns undefined where the server has no such file */
async function download(url: URL, limit: number, signal: AbortSignal | undefined, onBytes: (loaded: number) => void): Promise<Blob | undefined> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'omit', ...(signal ? { signal } : {}) });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new TaggerError('network', `${url.href} could not be fetched (${describe(cause)}).`, 'A page may allow addresses of its own server alone (content-security policy), and the other server must allow this page (CORS). To be sure, download the folder and choose it here.', { cause });
  }
  if (response.status === 404 || response.headers.get('content-type')?.startsWith('text/html')) return undefined;
  if (!response.ok) throw new TaggerError('network', `${url.href} could not be fetched: the server answered ${response.status}.`, 'Try again later, or download the folder and choose it here.');
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let loaded = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) break;
    loaded += part.value.length;
    if (loaded > limit) {
      await reader?.cancel();
      throw new TaggerError('bundle-refused', `${url.href} is longer than the ${limit} bytes that it may have.`, 'Check that the address is that of a model.');
    }
    parts.push(new Uint8Array(part.value));
    onBytes(loaded);
  }
  return new Blob(parts);
}
