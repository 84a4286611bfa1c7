import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchFolder, previewFolder } from '../../../src/bundle/fetch-folder.ts';
import { IMPORT_LIMITS } from '../../../src/bundle/limits.ts';
import { plainFolder, tinyBundle, type Files } from '../../support/tiny-model.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const { close } of open.splice(0)) close();
});

/**
 * A server with these files under /m/, or with other answers for some of them.
 * @returns its address, and what was asked of it
 */
async function serve(files: Files, answers: Readonly<Record<string, Answer>> = {}): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const name = decodeURIComponent(new URL(request.url ?? '', 'http://here').pathname.replace('/m/', ''));
    const answer = answers[name];
    const bytes = files.get(name);
    if (answer) return answer(request, response);
    if (!bytes) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/m/`, asked };
}

const NAMES = ['care', 'harm'];
const total = (files: Files): number => [...files.values()].reduce((sum, { length }) => sum + length, 0);
const named = (fault: RegExp): unknown => expect.stringMatching(fault);
const webPage: Answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>An application</title>');
const fault =
  (status: number): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>No</h1>');

describe('a folder on a server', () => {
  it('gives the files that its manifest names, and nothing else is asked for', async () => {
    const files = tinyBundle({ external: 'weights.bin' });
    const { address, asked } = await serve(files.set('other.bin', new Uint8Array(9)));
    let loaded = 0;
    const given = await fetchFolder(address, { onBytes: (bytes) => (loaded = bytes) });
    expect([...given.keys()].toSorted()).toEqual(['manifest.json', 'model.onnx', 'tokenizer.json', 'tokenizer_config.json', 'weights.bin']);
    expect(loaded).toBe(total(files) - 9);
    expect(asked).toHaveLength(5);
    expect(Buffer.from((await given.get('weights.bin')?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(Buffer.from(files.get('weights.bin') ?? []));
  });

  it.each(['weights.data', 'model.onnx_data', './odd-name.part1'])('without a manifest gives the weights that its graph names (%s)', async (external) => {
    const files = plainFolder(NAMES, { external });
    const plain = external.replace('./', '');
    const { address } = await serve(files.set(`onnx/${plain}`, files.get(`onnx/${external}`) ?? new Uint8Array()));
    expect([...(await fetchFolder(address)).keys()]).toEqual(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx', `onnx/${plain}`]);
  });

  it('is never asked for weights outside of it', async () => {
    const { address, asked } = await serve(plainFolder(NAMES, { external: '../../secret.bin' }));
    await fetchFolder(address);
    expect(asked.filter((line) => line.includes('secret'))).toEqual([]);
  });

  it('keeps what follows the question mark, for every file', async () => {
    const { address, asked } = await serve(plainFolder(NAMES, { external: 'w.bin' }));
    await previewFolder(`${address.slice(0, -1)}?signature=a%2Fb#top`);
    await fetchFolder(`${address}?signature=a%2Fb`);
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((line) => !line.endsWith('?signature=a%2Fb'))).toEqual([]);
  });

  it('is found by the address of its manifest too', async () => {
    const { address } = await serve(tinyBundle());
    expect((await fetchFolder(`${address}manifest.json`)).has('model.onnx')).toBe(true);
  });

  it('has no file where the server says so, or gives the page of an application in its place', async () => {
    const files = plainFolder(NAMES);
    const { address } = await serve(files, { 'manifest.json': webPage, 'onnx/model_quantized.onnx': (_, response) => void response.writeHead(410).end() });
    expect([...(await fetchFolder(address)).keys()]).toEqual([...files.keys()]);
    const nothing = await serve(new Map(), { 'manifest.json': webPage });
    await expect(fetchFolder(nothing.address)).rejects.toMatchObject({ code: 'file-missing' });
    await expect(previewFolder(nothing.address)).rejects.toMatchObject({ code: 'file-missing' });
  });

  it.each([401, 403, 500, 503])('that answers %i is not taken for one without the file, whatever page it shows', async (status) => {
    const { address } = await serve(plainFolder(NAMES), { 'manifest.json': fault(status) });
    const expected = { code: 'network', message: named(new RegExp(`manifest\\.json.*answered ${status}`)) };
    await expect(fetchFolder(address)).rejects.toMatchObject(expected);
    await expect(previewFolder(address)).rejects.toMatchObject(expected);
  });

  it('whose connection breaks says so, and how much had come', async () => {
    const { address } = await serve(tinyBundle(), {
      'model.onnx': (_, response) => {
        response.writeHead(200, { 'content-length': 5000 });
        response.write(new Uint8Array(700));
        setTimeout(() => response.destroy(), 50);
      },
    });
    await expect(fetchFolder(address)).rejects.toMatchObject({ code: 'network', message: named(/model\.onnx.* was cut off after 700 bytes: the connection broke/) });
  });

  it('that falls silent is given up, before its answer and amid a file', async () => {
    const silent = await serve(tinyBundle(), { 'manifest.json': () => undefined });
    await expect(fetchFolder(silent.address, { stallLimit: 200 })).rejects.toMatchObject({ code: 'network', message: named(/manifest\.json.* after 0 bytes: no byte came/) });
    const amid = await serve(tinyBundle(), { 'model.onnx': (_, response) => void response.writeHead(200).write(new Uint8Array(300)) });
    await expect(fetchFolder(amid.address, { stallLimit: 200 })).rejects.toMatchObject({ code: 'network', message: named(/model\.onnx.* after 300 bytes: no byte came/) });
  });

  it('that gives a byte now and then is waited for', async () => {
    const files = tinyBundle();
    const whole = files.get('tokenizer_config.json') ?? new Uint8Array();
    const { address } = await serve(files, {
      'tokenizer_config.json': (_, response) => {
        let at = 0;
        const next = setInterval(() => {
          response.write(whole.subarray(at, (at += 16)));
          if (at < whole.length) return;
          clearInterval(next);
          response.end();
        }, 400);
      },
    });
    expect((await fetchFolder(address, { stallLimit: 1500 })).get('tokenizer_config.json')?.size).toBe(whole.length);
  });

  it('gives no more than it may', async () => {
    const long = await serve(tinyBundle(), { 'model.onnx': (_, response) => void response.end(new Uint8Array(100_000)) });
    await expect(fetchFolder(long.address)).rejects.toMatchObject({ code: 'bundle-refused', message: named(/longer than the \d+ bytes/) });
    const { address } = await serve(plainFolder(NAMES));
    await expect(fetchFolder(address, { limits: { ...IMPORT_LIMITS, total: 300 } })).rejects.toMatchObject({ code: 'bundle-refused' });
  });

  it('is left when it is cancelled', async () => {
    const stop = new AbortController();
    const { address } = await serve(tinyBundle(), { 'model.onnx': () => stop.abort() });
    await expect(fetchFolder(address, { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
    await expect(previewFolder(address, { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
  });

  it('is not one of another kind of address', async () => {
    await expect(fetchFolder('file:///etc/')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(fetchFolder('http://')).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('what would be downloaded', () => {
  it('is told from the manifest', async () => {
    const files = tinyBundle({ external: 'weights.bin' });
    const { address, asked } = await serve(files);
    expect(await previewFolder(address)).toEqual({ title: 'Tiny model', licence: 'CC0-1.0', bytes: total(files), atLeast: false });
    expect(asked).toEqual(['GET /m/manifest.json']);
  });

  it('is the sum of all files of a folder without one: tokenizer, graph, and weights under whatever name', async () => {
    const files = plainFolder(NAMES, { external: 'part-1.weights' });
    const { address, asked } = await serve(files);
    expect(await previewFolder(address)).toEqual({ title: 'm', licence: 'not stated', bytes: total(files), atLeast: false });
    expect(asked.filter((line) => line.startsWith('GET') && /tokenizer|weights/.test(line))).toEqual([]);
    expect((await fetchFolder(address)).size).toBe(files.size);
  });

  it('is said to be more where the server does not tell the size of a file', async () => {
    const files = plainFolder(NAMES);
    const untold: Answer = (request, response) => void response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(request.method === 'HEAD' ? undefined : files.get('tokenizer.json'));
    const { address } = await serve(files, { 'tokenizer.json': untold });
    expect(await previewFolder(address)).toMatchObject({ bytes: total(files) - (files.get('tokenizer.json')?.length ?? 0), atLeast: true });
    const never = await serve(files, { 'onnx/model.onnx': (request, response) => void response.writeHead(request.method === 'HEAD' ? 405 : 200).end() });
    expect(await previewFolder(never.address)).toMatchObject({ atLeast: true });
    const missing = await serve(plainFolder(NAMES, { external: 'w.bin' }), { 'onnx/w.bin': fault(404) });
    expect(await previewFolder(missing.address)).toMatchObject({ atLeast: true });
  });
});
