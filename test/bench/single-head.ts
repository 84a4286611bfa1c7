import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SINGLE_HEAD } from './serve.ts';

/** Differences of the single-head files' scores to the bundle's, and the weights that they were made from. */
export interface SingleHeadSource {
  readonly weights: string;
  readonly 'float.largest': number;
  readonly 'quantized.largest': number;
  readonly 'quantized.mean': number;
}

const SCRIPT = `
set -e
source ./environment.sh
venv=\${VALUE_TAGGER_VENV:-$PWD/.venv}
ensure_python "$venv"
exec env OMP_WAIT_POLICY=passive "$venv/bin/python" -m pipeline.single_head --bundle ../embedded --out "$0"`;

async function present(weights: string): Promise<SingleHeadSource | undefined> {
  const file = join(SINGLE_HEAD, 'source.json');
  if (!existsSync(file)) return undefined;
  const source = JSON.parse(await readFile(file, 'utf8')) as SingleHeadSource;
  return source.weights === weights ? source : undefined;
}

/**
 * The folder that the pipeline reads, made where it is missing or of other weights.
 * @param make false: take it only where it is there
 * @returns undefined where it is not there
 */
export async function singleHead(make: boolean): Promise<SingleHeadSource | undefined> {
  const manifest = JSON.parse(await readFile('models/embedded/manifest.json', 'utf8')) as { files: Record<string, { sha256: string } | undefined> };
  const weights = manifest.files['weights.bin']?.sha256 ?? '';
  const found = await present(weights);
  if (found || !make) return found;
  console.log('Making the single-head folder for the pipeline (Python; the first time also its packages) …');
  const { status } = spawnSync('bash', ['-c', SCRIPT, SINGLE_HEAD], { cwd: resolve('models/training'), stdio: 'inherit' });
  if (status !== 0) console.error('The single-head folder could not be made: Python 3.11 or later and the packages of models/training are needed.');
  return await present(weights);
}
