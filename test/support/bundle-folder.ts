import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';

/** A bundle of the fixtures as its files. */
export async function fixtureBundle(name: string): Promise<Map<string, Uint8Array>> {
  const folder = join('test/fixtures/bundles', name);
  const names = (await readdir(folder)).filter((file) => file !== 'expected.json');
  return new Map(await Promise.all(names.map(async (file) => [file, new Uint8Array(await readFile(join(folder, file)))] as const)));
}

/** Files as a .zip that a reader would choose. */
export const zipped = (files: ReadonlyMap<string, Uint8Array>): { name: string; mimeType: string; buffer: Buffer } => ({
  name: 'model.zip',
  mimeType: 'application/zip',
  buffer: Buffer.from(zipSync(Object.fromEntries(files))),
});
