/**
 * `npm test`: types, lint, builds, the component's size, then unit, browser and end-to-end tests. Arguments go to Vitest
 * (`npm test -- --project unit`), and then only Vitest runs.
 */
import { spawnSync } from 'node:child_process';
import { findBrowser } from './support/find-browser.mjs';

const bin = (name, path) => ({ name, command: [process.execPath, path] });
const own = process.argv.slice(2);
const env = { ...process.env, VALUE_TAGGER_BROWSER: findBrowser() };

if (!env['VALUE_TAGGER_SHARED']) console.log('VALUE_TAGGER_SHARED is not set: tests that read the shared data sets are skipped.');

const steps = [
  ...(own.length > 0
    ? []
    : [
        { ...bin('types', 'node_modules/typescript/bin/tsc'), args: ['--noEmit', '-p', '.'] },
        { ...bin('lint', 'node_modules/oxlint/bin/oxlint'), args: ['--deny-warnings'] },
        { ...bin('build', 'node_modules/vite/bin/vite.js'), args: ['build', '--logLevel', 'warn'] },
        { ...bin('library', 'node_modules/vite/bin/vite.js'), args: ['build', '-c', 'vite.lib.config.ts', '--logLevel', 'warn'] },
        { ...bin('example with React', 'node_modules/vite/bin/vite.js'), args: ['build', '-c', 'vite.embed.config.ts', '--logLevel', 'warn'] },
        { ...bin('size of the component', 'node_modules/size-limit/bin.js'), args: [] },
      ]),
  { ...bin('tests', 'node_modules/vitest/vitest.mjs'), args: ['run', ...own] },
];

for (const { name, command: [program, script], args } of steps) {
  console.log(`\n── ${name}`);
  const { status } = spawnSync(program, [script, ...args], { stdio: 'inherit', env });
  if (status !== 0) {
    console.error(`${name} failed.`);
    process.exit(status ?? 1);
  }
}
