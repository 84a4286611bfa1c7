import { TaggerError } from '../../errors.ts';
import type { Message } from './protocol.ts';
import type { AddedToken } from './token-bytes.ts';

/** A message as chat templates take it. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** What prompts are made with: the model's template and tokenizer. */
export interface PromptMaker {
  readonly added: readonly AddedToken[];
  template(messages: readonly ChatMessage[]): string;
  encode(text: string): number[];
}

/** Marks of turns in the templates that are about, whether or not this model has them as tokens. */
const COMMON = [
  '<|im_start|>', '<|im_end|>', '<|endoftext|>', '<|begin_of_text|>', '<|end_of_text|>', '<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>', '<|eom_id|>',
  '<|system|>', '<|user|>', '<|assistant|>', '<|end|>', '<start_of_turn>', '<end_of_turn>', '<bos>', '<eos>', '<pad>', '<unk>', '<s>', '</s>', '[INST]', '[/INST]',
  '<<SYS>>', '<</SYS>>', '<think>', '</think>', '<tool_call>', '</tool_call>',
];

/** Looks like a mark and not like a word or white space, of which some tokenizers make added tokens too. */
const MARK = /^\s*[<[{|].*[>\]}|]\s*$/su;

/** Marks that text given by others must not hold, long ones first. */
export function marksOf(added: readonly AddedToken[]): string[] {
  const own = added.filter(({ content, special }) => special || MARK.test(content)).map(({ content }) => content.trim());
  return [...new Set([...COMMON, ...own])].filter((mark) => mark.length > 1).sort((a, b) => b.length - a.length);
}

/** Breaks every mark by a space after its first character, in whatever case it is written. */
export function neutralize(text: string, marks: readonly string[]): string {
  if (marks.length === 0) return text;
  const pattern = new RegExp(marks.map((mark) => mark.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'giu');
  let broken = text;
  // A break can join what stands around it to nothing new but once: again until nothing is left.
  for (let round = 0; round < 8; round++) {
    const next = broken.replace(pattern, (mark) => {
      const [first = ''] = mark;
      return `${first} ${mark.slice(first.length)}`;
    });
    if (next === broken) return next;
    broken = next;
  }
  return escaped(broken);
}

/** As a JSON string in which nothing but letters, digits, spaces and a few marks of punctuation stands for itself. */
const escaped = (text: string): string => text.replace(/[<>[\]{}|]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The text as a JSON string, which no content can close. */
function block(text: string, marks: readonly string[], strict: boolean): string {
  const safe = JSON.stringify(neutralize(text, marks));
  return strict ? escaped(safe) : safe;
}

/** Our own words hold no marks, but labels that somebody has named stand among them. */
function render(messages: readonly Message[], marks: readonly string[], toText: (data: string) => string): ChatMessage[] {
  return messages.map(({ role, parts }) => ({ role, content: parts.map((part) => (typeof part === 'string' ? neutralize(part, marks) : toText(part.data))).join('') }));
}

/**
 * A prompt's ids. Given texts stand in it as JSON strings with the marks of turns broken, and the ids are checked: they
 * hold the marks that the same prompt has with empty texts, and no others.
 * @throws {TaggerError} `invalid-input` where a text would still bring marks of its own
 */
export function promptIds(messages: readonly Message[], { added, template, encode }: PromptMaker): number[] {
  const marks = marksOf(added);
  const markIds = new Set(added.filter(({ content, special }) => special || MARK.test(content)).map(({ id }) => id));
  const marksIn = (ids: readonly number[]): string => ids.filter((id) => markIds.has(id)).join();
  const expected = marksIn(encode(template(render(messages, marks, () => '""'))));
  for (const strict of [false, true]) {
    const ids = encode(template(render(messages, marks, (data) => block(data, marks, strict))));
    if (marksIn(ids) === expected) return ids;
  }
  throw new TaggerError('invalid-input', 'The text holds characters that the model would read as marks of its own.', 'Take out what looks like markup from the sentence.');
}
