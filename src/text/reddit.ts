import { unescapeHtml } from './html-entities.ts';

/*
 * The twin of models/training/pipeline/clean.py: the model must be evaluated on text in the form in which it was trained.
 * test/fixtures/reddit-cleaning.json holds both to the same output. The patterns spell out what Python means by a line's
 * start (after \n only), white space (no byte order mark, but the information separators) and a word (letters, numbers, _).
 */

const LINE = '(?<=^|\\n)';
const BLANKS = '\\s\\x1c-\\x1f\\x85';
const SPACE = `[${BLANKS}]`;
const SOLID = `[^${BLANKS}]`;
const WORD = '[\\p{L}\\p{N}_]';

const link = new RegExp(`!?\\[([^\\]]*)\\]\\(${SPACE}*<?[^)${BLANKS}]*>?(?:${SPACE}+"[^"]*")?${SPACE}*\\)`, 'gu');
const bareUrl = new RegExp(`(?:https?://|www\\.)${SOLID}+`, 'gu');
const quoteMark = new RegExp(`${LINE}[ \\t]*(?:>[ \\t]?!?)+[ \\t]*`, 'gu');
const spoiler = />!|!</gu;
const headingOrBullet = new RegExp(`${LINE}[ \\t]*(?:#{1,6}[ \\t]+|[*+\\-][ \\t]+)`, 'gu');
const rule = new RegExp(`${LINE}[ \\t]*(?:[\\-*_][ \\t]*){3,}(?=\\n|$)`, 'gu');
const emphasis = new RegExp(`(?<!${WORD}|\\\\)(\\*{1,3}|_{1,3}|~~)(?=${SOLID})(.+?)(?<=${SOLID})\\1(?!${WORD})`, 'gsu');
const code = /`+([^`]*)`+/gu;
const superscript = new RegExp(`\\^+\\(?([^${BLANKS}()^]+)\\)?`, 'gu');
const mention = new RegExp(`(?<!${WORD}|/)/?u/(?:${WORD}|-)+`, 'gu');
const community = new RegExp(`(?<!${WORD}|/)/?r/(${WORD}+)`, 'gu');
const escape = /\\([\\`*_{}[\]()#+\-.!~>^|])/gu;
const invisible = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffd]/gu;
const spaces = new RegExp(`${SPACE}+`, 'gu');
const edges = new RegExp(`^${SPACE}+|${SPACE}+$`, 'gu');

/**
 * Plain text, on one line, from a Reddit comment in markdown with HTML escapes (of up to two layers). Links keep their
 * text and lose their address, bare addresses go, quotes, emphasis, headings, bullets, code and superscript lose their
 * marks, users become "someone", communities lose their prefix, and characters that take no room are left out.
 */
export function cleanRedditMarkdown(text: string): string {
  let clean = unescapeHtml(unescapeHtml(text)).replace(invisible, '').replaceAll('\u00a0', ' ');
  clean = clean.replace(link, '$1').replace(bareUrl, ' ').replace(quoteMark, '').replace(spoiler, '');
  clean = clean.replace(rule, '').replace(headingOrBullet, '').replace(code, '$1');
  // Twice, for emphasis within emphasis.
  clean = clean.replace(emphasis, '$2').replace(emphasis, '$2');
  clean = clean.replace(superscript, '$1').replace(mention, 'someone').replace(community, '$1').replace(escape, '$1');
  return clean.replace(spaces, ' ').replace(edges, '');
}
