import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { StaticShape } from '../../src/runtime/batching.ts';

/** The shipped bundle under another address, with another description of the same files. */
export const IN_F32 = '/models/f32/';
export const inShapes = (shapes: readonly StaticShape[]): string => `/models/static-${shapes.map(({ rows, length }) => `${rows}x${length}`).join('-')}/`;

const SHAPE = /^(\d{1,4})x(\d{1,4})$/;

/** @returns undefined where `list` is not one to three shapes such as `16x32,8x128` (rows × tokens) */
export function readShapes(list: string): StaticShape[] | undefined {
  const shapes = list.split(/[-,]/).flatMap((part) => {
    const [, rows, length] = SHAPE.exec(part) ?? [];
    return Number(rows) > 0 && Number(length) > 0 ? [{ rows: Number(rows), length: Number(length) }] : [];
  });
  return shapes.length === list.split(/[-,]/).length && shapes.length <= 3 ? shapes : undefined;
}

interface Description {
  readonly graphs: Readonly<Record<string, object>>;
}

/** What a manifest says under the address of `variant`. */
export function describeVariant(variant: string, { graphs, ...rest }: Description): Description {
  const buckets = variant.startsWith('static-') ? readShapes(variant.slice('static-'.length)) : undefined;
  const { 'webgpu-f16': half, webgpu, ...others } = graphs;
  if (!buckets) return { ...rest, graphs: { ...others, ...(webgpu ? { webgpu } : {}) } };
  return { ...rest, graphs: { ...others, ...(webgpu ? { webgpu: { ...webgpu, buckets } } : {}), ...(half ? { 'webgpu-f16': { ...half, buckets } } : {}) } };
}

/** Serves the variants from the shipped bundle's files in `site`. */
export function variants(site: string): Plugin {
  return {
    name: 'variants',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const [, variant, file] = /^\/models\/(f32|static-[\dx-]+)\/([\w.-]+)$/.exec(request.url ?? '') ?? [];
        if (!variant || !file) return next();
        if (file !== 'manifest.json') {
          request.url = `/models/embedded/${file}`;
          return next();
        }
        readFile(join(site, 'models/embedded/manifest.json'), 'utf8').then((json) => {
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(describeVariant(variant, JSON.parse(json) as Description)));
        }, next);
      });
    },
  };
}
