import type { Findings } from './findings.ts';

/** Programs for tables need it to take the file for UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Beginnings that programs for tables take for a formula (OWASP, "CSV Injection"), behind blanks too, which some pass over; the wide forms are
 * read as the narrow ones in East Asian editions.
 */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;

/** A text as a field of RFC 4180. One that could be run as a formula gets an apostrophe before it, which those programs do not show. */
export function textField(text: string): string {
  return quote(FORMULA.test(text) ? `'${text}` : text);
}

function quote(text: string): string {
  return /[",\r\n;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Four digits tell more than a model knows. */
const number = (value: number): string => String(Math.round(value * 1e4) / 1e4);

function table(header: readonly string[], rows: Iterable<readonly string[]>): string {
  const lines = [header.map(textField).join(',')];
  for (const row of rows) lines.push(row.join(','));
  return `${BYTE_ORDER_MARK}${lines.join('\r\n')}\r\n`;
}

/**
 * One row a sentence. Columns: `id` where the text came in rows, `sentence` (from 1), `start`, `end` (UTF-16 units), `text`,
 * `truncated`, and for each label of the taxonomy, in its order, the label's id (1 where the sentence has it) and then the same with
 * `:score`. A label of which the model cannot speak has empty fields.
 */
export function wideCsv({ found, view, rows }: Findings): string {
  const labels = view.taxonomy.labels.map(({ id }) => id);
  const named = rows !== undefined;
  const header = [...(named ? ['id'] : []), 'sentence', 'start', 'end', 'text', 'truncated', ...labels, ...labels.map((id) => `${id}:score`)];
  return table(
    header,
    found.map(({ sentence, id, all, tags }) => {
      const scores = new Map(all.map((tag) => [tag.label, tag.score]));
      const given = new Set(tags.map(({ label }) => label));
      return [
        ...(named ? [textField(id ?? '')] : []),
        String(sentence.index + 1),
        String(sentence.start),
        String(sentence.end),
        textField(sentence.text),
        sentence.truncated ? '1' : '0',
        ...labels.map((label) => (scores.has(label) ? (given.has(label) ? '1' : '0') : '')),
        ...labels.map((label) => {
          const score = scores.get(label);
          return score === undefined ? '' : number(score);
        }),
      ];
    }),
  );
}

/** One row a tag, strongest first in each sentence; a sentence without any has one row with the label left empty, so that none is lost. */
export function longCsv({ found, view, rows }: Findings): string {
  const named = rows !== undefined;
  const names = new Map(view.taxonomy.labels.map(({ id, name }) => [id, name]));
  const header = [...(named ? ['id'] : []), 'sentence', 'start', 'end', 'text', 'label', 'name', 'score', 'confidence'];
  return table(
    header,
    found.flatMap(({ sentence, id, tags }) => {
      const place = [...(named ? [textField(id ?? '')] : []), String(sentence.index + 1), String(sentence.start), String(sentence.end), textField(sentence.text)];
      if (tags.length === 0) return [[...place, '', '', '', '']];
      return tags.map(({ label, score, confidence }) => [...place, textField(label), textField(names.get(label) ?? label), number(score), number(confidence)]);
    }),
  );
}
