/**
 * `npm start`: builds the page where it is not built or out of date, serves it with the headers that it wants, and
 * prints its address.
 *   --port N   (default 4173)      --host H   (default localhost; 0.0.0.0 for other machines)
 */
import { readdir, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { build, preview } from 'vite';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4173' }, host: { type: 'string', default: 'localhost' }, rebuild: { type: 'boolean', default: false } },
});

/** Time of the newest file under `paths`, in milliseconds. */
async function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const info = await stat(path).catch(() => undefined);
    if (!info) continue;
    if (!info.isDirectory()) latest = Math.max(latest, info.mtimeMs);
    else for (const name of await readdir(path)) if (name !== 'training' && name !== '.venv') latest = Math.max(latest, await newest([`${path}/${name}`]));
  }
  return latest;
}

const sources = ['index.html', 'src', 'workers', 'demo', 'models', 'vite.config.ts', 'package-lock.json'];
const built = await stat('dist/index.html').then((info) => info.mtimeMs, () => 0);
if (values.rebuild || built < (await newest(sources))) await build({ logLevel: 'warn' });
const server = await preview({ preview: { port: Number(values.port), host: values.host } });
console.log('value-tagger is at:');
server.printUrls();
