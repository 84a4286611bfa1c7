import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';
import type { Connect, Plugin } from 'vite';

const MODELS = 'test/fixtures/generators';

/** What is other in a file of JSON than it is stored, by behaviour and file. */
const CHANGED: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  untemplated: { 'tokenizer_config.json': { chat_template: undefined } },
  strange: { 'config.json': { model_type: 'strange' } },
};

/** What was asked for, by the key in the address: `GET tiny/…/config.json`. */
const asked = new Map<string, string[]>();

/**
 * Answers as a model hub does, at `/hub/BEHAVIOUR/KEY/{id}/resolve/{revision}/{file}`. KEY is any word of the test's own:
 * `/hub-log/KEY` tells what was asked for under it. Behaviours: `ok`; `redirect` (302 to where the bytes are, as for
 * large files); `missing` (404), `denied` (401), `page` (a web page, 200), `broken` (500), each for weights alone;
 * `cut` (weights break off half-way), `cut-once` (only the first time); `slow` (weights come in small pieces);
 * `sizeless` (no content-length, no HEAD, but ranges); `silent` (weights without any word on their size);
 * `untemplated` (the tokenizer's settings have no template for messages); `strange` (config.json names a kind of model that
 * there is not).
 */
export const hub: Connect.NextHandleFunction = (request, response, next) => {
  const [path = ''] = (request.url ?? '').split('?');
  const log = /^\/hub-log\/([^/]+)$/.exec(path);
  if (log) {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(asked.get(log[1] ?? '') ?? []));
    return;
  }
  const stored = /^\/hub-storage\/(.+)$/.exec(path);
  if (stored) return void send(request, response, stored[1] ?? '', 'ok').catch(next);
  const found = /^\/hub\/([^/]+)\/([^/]+)\/([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/.exec(path);
  if (!found) return next();
  const [, behaviour = '', key = '', id = '', file = ''] = found;
  const list = asked.get(key) ?? [];
  const first = !list.includes(`GET ${id}/${file}`);
  asked.set(key, [...list, `${request.method} ${id}/${file}`]);
  const weights = file.startsWith('onnx/');
  const refuse = (status: number, type = 'text/plain', body = 'no'): void => {
    response.writeHead(status, { 'content-type': type });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  if (weights && behaviour === 'missing') return refuse(404);
  if (weights && behaviour === 'denied') return refuse(401);
  if (weights && behaviour === 'page') return refuse(200, 'text/html', '<h1>Welcome</h1>');
  if (weights && behaviour === 'broken') return refuse(500);
  const change = CHANGED[behaviour]?.[file];
  if (change) {
    void readFile(join(MODELS, normalize(`/${id}/${file}`)), 'utf8').then((json) => refuse(200, 'application/json', JSON.stringify({ ...(JSON.parse(json) as object), ...change })), next);
    return;
  }
  if (behaviour === 'redirect') {
    response.writeHead(302, { location: `/hub-storage/${id}/${file}` });
    response.end();
    return;
  }
  const manner = behaviour === 'cut-once' ? (first ? 'cut' : 'ok') : behaviour;
  void send(request, response, `${id}/${file}`, weights || manner === 'sizeless' ? manner : 'ok').catch(next);
};

async function send(request: IncomingMessage, response: ServerResponse, name: string, manner: string): Promise<void> {
  const path = join(MODELS, normalize(`/${decodeURIComponent(name)}`));
  const size = await stat(path).then((found) => (found.isFile() ? found.size : undefined), () => undefined);
  if (size === undefined) {
    response.writeHead(404).end();
    return;
  }
  const headers = { 'content-type': name.endsWith('.json') ? 'application/json' : 'application/octet-stream', etag: `"${name.length}-${size}"`, 'accept-ranges': 'bytes' };
  if (manner === 'silent') {
    response.writeHead(200, { 'content-type': headers['content-type'] });
    if (request.method === 'HEAD') response.end();
    else createReadStream(path).pipe(response);
    return;
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (range) {
    const [start, end] = [Number(range[1]), range[2] ? Math.min(Number(range[2]), size - 1) : size - 1];
    response.writeHead(206, { ...headers, 'content-length': end - start + 1, 'content-range': `bytes ${start}-${end}/${size}` });
    createReadStream(path, { start, end }).pipe(response);
    return;
  }
  if (manner === 'sizeless') {
    if (request.method === 'HEAD') {
      response.writeHead(405).end();
      return;
    }
    response.writeHead(200, headers);
    createReadStream(path).pipe(response);
    return;
  }
  response.writeHead(200, { ...headers, 'content-length': size });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  if (manner === 'cut') {
    createReadStream(path, { end: size >> 1 }).on('data', (part) => response.write(part)).on('end', () => setTimeout(() => response.destroy(), 50));
    return;
  }
  if (manner === 'slow') {
    for await (const part of createReadStream(path, { highWaterMark: 16_384 })) {
      if (response.destroyed) return;
      response.write(part);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    response.end();
    return;
  }
  createReadStream(path).pipe(response);
}

/** The hub on the test server itself, so that pages under its policy can ask it. */
export const hubPlugin = (): Plugin => ({
  name: 'hub',
  configureServer({ middlewares }) {
    middlewares.use(hub);
  },
  configurePreviewServer({ middlewares }) {
    middlewares.use(hub);
  },
});
