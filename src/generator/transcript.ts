import { TaggerError } from '../errors.ts';

/** What one speaker said without a break. Offsets are UTF-16 units into the transcript. */
export interface Turn {
  readonly speaker: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A name before a colon: a few words that begin with a letter, as "Anna:", "Interviewer 2:", "DR. LEE:". */
const NAME = /^\s*(?:\[[^\]\n]{0,20}\]\s*)?(\p{L}[\p{L}\p{M}\p{N}.'’ _-]{0,39}?)\s*:\s+(?=\S)/u;

/** Two columns, divided by a tabulator; the first names the speaker. */
const COLUMNS = /^([^\t\n]{1,60})\t(.*)$/u;

/**
 * The turns of a transcript: lines `Speaker: text`, or two columns divided by tabulators. Lines without a speaker go on
 * with the one before.
 * @throws {TaggerError} `invalid-input` where no line names a speaker
 */
export function readTranscript(transcript: string): Turn[] {
  const lines = [...transcript.matchAll(/[^\r\n]+/g)].map((match) => ({ text: match[0], start: match.index }));
  const written = lines.filter(({ text }) => text.trim() !== '');
  const inColumns = written.length > 0 && written.filter(({ text }) => COLUMNS.test(text)).length >= written.length * 0.8;
  const turns: { speaker: string; text: string; start: number; end: number }[] = [];
  for (const { text, start } of written) {
    const found = (inColumns ? COLUMNS : NAME).exec(text);
    const open = turns.at(-1);
    const speaker = found?.[1]?.trim();
    if (found && speaker) {
      const from = start + (inColumns ? speakerEnd(found) : found[0].length);
      const said = transcript.slice(from, start + text.length);
      if (open && open.speaker === speaker) append(open, start + text.length, said);
      else turns.push({ speaker, text: said.trim(), start: from, end: start + text.length });
    } else if (open) append(open, start + text.length, text);
  }
  const [first] = turns;
  // A table's heading is no turn.
  if (inColumns && first && /^(speaker|name|who)$/i.test(first.speaker)) turns.shift();
  if (turns.length > 0) return turns;
  throw new TaggerError('invalid-input', 'No line of the transcript names a speaker.', 'Write each turn as a line "Name: what was said", or as two columns with a tabulator between them.');
}

const speakerEnd = (found: RegExpExecArray): number => (found[1]?.length ?? 0) + 1;

function append(turn: { text: string; end: number }, end: number, text: string): void {
  turn.text += `\n${text.trim()}`;
  turn.end = end;
}
