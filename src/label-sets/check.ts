import * as v from 'valibot';
import { TaggerError } from '../errors.ts';
import { labelSetSchema } from './schema.ts';
import { LABEL_SET_LIMITS as LIMITS, type LabelSet } from './types.ts';

const HINT = 'The format is described in src/label-sets/label-set.schema.json.';

/**
 * Checks data of any origin.
 * @param file name for messages
 * @throws {TaggerError} `invalid-input` with the JSON path of the first thing that is wrong
 */
export function checkLabelSet(data: unknown, file = 'label set'): LabelSet {
  const fail = (path: string, what: string): never => {
    throw new TaggerError('invalid-input', `${file}, ${path}: ${what}.`, HINT);
  };
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return fail('$', 'is no object');
  // A list that is far too long is not even looked at item by item.
  if ('labels' in data && Array.isArray(data.labels) && data.labels.length > LIMITS.labels) {
    fail('$.labels', `there are ${data.labels.length} labels, and at most ${LIMITS.labels} are allowed`);
  }
  const result = v.safeParse(labelSetSchema, data, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    return fail(pathOf(issue), messageOf(issue));
  }
  checkReferences(result.output, fail);
  return result.output;
}

function pathOf({ path }: v.BaseIssue<unknown>): string {
  return (path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).reduce((whole, part) => whole + part, '$');
}

function messageOf(issue: v.BaseIssue<unknown>): string {
  if (issue.type !== 'strict_object') return issue.message;
  if (issue.expected === 'never') return 'this field is not known';
  return issue.path ? 'is missing, or is no object' : 'is no object';
}

/** What the shape alone does not say: ids are unique, parents exist, nothing goes round in a circle. */
function checkReferences({ labels, crosswalks = [] }: LabelSet, fail: (path: string, what: string) => never): void {
  const places = new Map<string, number>();
  for (const [index, { id }] of labels.entries()) {
    const before = places.get(id);
    if (before !== undefined) fail(`$.labels[${index}].id`, `"${id}" is the id of label ${before} too`);
    places.set(id, index);
  }
  const depths = new Map<string, number>();
  for (const [index, label] of labels.entries()) {
    if (label.parent !== undefined && !places.has(label.parent)) fail(`$.labels[${index}].parent`, `there is no label "${label.parent}"`);
    const chain: string[] = [];
    const seen = new Set<string>();
    let at: string | undefined = label.id;
    while (at !== undefined && !depths.has(at)) {
      if (seen.has(at)) fail(`$.labels[${index}].parent`, `the parents go round in a circle: ${[...chain.slice(chain.indexOf(at)), at].join(' → ')}`);
      seen.add(at);
      chain.push(at);
      at = labels[places.get(at) ?? -1]?.parent;
    }
    let depth = at === undefined ? 0 : (depths.get(at) ?? 0);
    for (const id of chain.toReversed()) depths.set(id, ++depth);
    if ((depths.get(label.id) ?? 0) > LIMITS.depth) fail(`$.labels[${index}].parent`, `the label is more than ${LIMITS.depth} levels deep`);
  }
  const targets = new Set<string>();
  for (const [index, { to, links }] of crosswalks.entries()) {
    if (targets.has(to)) fail(`$.crosswalks[${index}].to`, `there are two crosswalks to "${to}"`);
    targets.add(to);
    const pairs = new Set<string>();
    for (const [place, link] of links.entries()) {
      const path = `$.crosswalks[${index}].links[${place}]`;
      if (!places.has(link.from)) fail(`${path}.from`, `there is no label "${link.from}"`);
      const pair = `${link.from} ${link.to}`;
      if (pairs.has(pair)) fail(path, `"${link.from}" leads to "${link.to}" twice`);
      pairs.add(pair);
    }
  }
}
