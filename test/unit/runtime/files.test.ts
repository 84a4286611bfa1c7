import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchVerified, fetchManifest } from '../../../src/runtime/files.ts';

const content = new Uint8Array(200_000).map((_, index) => index % 251);
const sha256 = createHash('sha256').update(content).digest('hex');

let server: Server | undefined;
let requests = 0;

/** Serves `answer` under every path, from this machine. */
async function serve(answer: (request: number) => { status?: number; type?: string; body: Uint8Array | string; cutOff?: boolean; stall?: boolean }): Promise<string> {
  requests = 0;
  server = createServer((_, response) => {
    const { status = 200, type = 'application/octet-stream', body, cutOff, stall } = answer(++requests);
    response.writeHead(status, { 'content-type': type, 'content-length': body.length });
    if (!cutOff && !stall) return response.end(body);
    response.write(body.slice(0, body.length / 2));
    if (!stall) setTimeout(() => response.destroy(), 20);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/model/weights.bin`;
}

afterEach(() => new Promise((resolve) => {
  if (!server) return resolve(undefined);
  server.closeAllConnections();
  server.close(resolve);
}));

const file = (url: string) => ({ url, bytes: content.length, sha256 });

describe('fetchVerified', () => {
  it('gives the bytes and counts them', async () => {
    const url = await serve(() => ({ body: content }));
    const counted: number[] = [];
    const bytes = await fetchVerified(file(url), { keep: false, onBytes: (loaded) => counted.push(loaded) });
    expect(bytes).toEqual(content);
    expect(counted.at(-1)).toBe(content.length);
    expect(counted).toEqual(counted.toSorted((a, b) => a - b));
  });

  it('fetches an altered file once more, and takes it when it is right', async () => {
    const altered = content.with(1000, 0);
    const url = await serve((request) => ({ body: request === 1 ? altered : content }));
    expect(await fetchVerified(file(url), { keep: false })).toEqual(content);
    expect(requests).toBe(2);
  });

  it.each([
    ['an altered file', 'file-altered', { body: content.with(1000, 0) }],
    ['a file that is too long', 'file-altered', { body: new Uint8Array(content.length + 1) }],
    ['a file that is cut off', 'file-truncated', { body: content.slice(0, 1000) }],
    ['a missing file', 'file-missing', { status: 404, body: 'no' }],
    ['a web page in place of the file', 'file-missing', { type: 'text/html', body: '<!doctype html>' }],
    ['a connection that breaks half-way', 'network', { body: content, cutOff: true }],
  ])('refuses %s, and says which and what to do', async (_, code, answer) => {
    const url = await serve(() => answer);
    await expect(fetchVerified(file(url), { keep: false })).rejects.toMatchObject({
      code,
      message: expect.stringContaining('weights.bin') as string,
      hint: expect.stringMatching(/\w/) as string,
    });
  });

  it('gives up on a download that stalls', async () => {
    const url = await serve(() => ({ body: content, stall: true }));
    await expect(fetchVerified(file(url), { keep: false, stallLimit: 200 })).rejects.toMatchObject({ code: 'network', message: expect.stringContaining('stopped loading') as string });
  });

  it('says that nobody answers', async () => {
    const url = await serve(() => ({ body: content }));
    await new Promise((resolve) => server?.close(resolve));
    await expect(fetchManifest(url)).rejects.toMatchObject({ code: 'network' });
  });
});
