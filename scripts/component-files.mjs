import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A static import or re-export at the top of a built module; `import(…)` has a bracket where this wants a name or a string. */
const STATIC = /(?:^|[;}\s])(?:import|export)(?:[\w*{}\s,$]+from)?\s*["'](\.[^"']+)["']/g;

/** A built module and everything that it imports statically, however far. */
export function componentFiles(entry) {
  const files = new Set();
  const visit = (file) => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(STATIC)) visit(join(dirname(file), path));
  };
  visit(entry);
  return [...files];
}
