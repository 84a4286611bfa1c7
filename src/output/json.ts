import type { Findings } from './findings.ts';
import { runManifest } from './run-manifest.ts';

const FORMAT = 'value-tagger/result@1';

/** Everything that was found, with how it was: scores of every head in full, and the tags as they were shown. */
export function resultJson(findings: Findings): string {
  const { found, view, profile, text, model } = findings;
  const names = new Map(model.heads.map((head) => [head.id, head.labels.map(({ id }) => id)]));
  return `${JSON.stringify(
    {
      format: FORMAT,
      run: runManifest(findings),
      text,
      labels: view.taxonomy.labels.map(({ id, name, code }) => ({ id, name, code })),
      profile: profile.labels.map(({ label, count, share, interval, meanConfidence }) => ({ label, count, share, low: interval.low, high: interval.high, ...(meanConfidence === undefined ? {} : { meanConfidence }) })),
      sentences: found.map(({ sentence, id, tags }) => ({
        ...(id === undefined ? {} : { id }),
        index: sentence.index,
        start: sentence.start,
        end: sentence.end,
        text: sentence.text,
        truncated: sentence.truncated,
        tags,
        scores: Object.fromEntries(
          Object.entries(sentence.scores).map(([head, scores]) => [head, Object.fromEntries([...scores].map((score, column) => [names.get(head)?.[column] ?? String(column), score]))]),
        ),
      })),
    },
    undefined,
    1,
  )}\n`;
}
