import { unescapeHtml } from '../html-entities.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/**
 * The text of a Markdown file without its markup. Lines stay lines, and marks of lists stay, since they tell where an item begins;
 * front matter, code blocks, comments and definitions of links are left out.
 */
export function plainFromMarkdown(markdown: string): string {
  const source = markdown.replace(/^\uFEFF?---\r?\n[^]*?\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/, '').replace(/<!--[^]*?-->/g, '');
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of source.split(/\r\n|\n|\r/)) {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      continue;
    }
    if (mark !== undefined) {
      fence = mark;
      lines.push('');
      continue;
    }
    // The definition of a link or footnote's address, the line beneath a heading or in a table, a rule.
    if (/^ {0,3}\[[^\]^]+\]:\s*\S+/.test(line) || /^ {0,3}(?:=+|-{2,}|(?:[-*_][ \t]*){3,})$/.test(line) || /^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*:?-*:?[ \t]*$/.test(line)) {
      lines.push('');
      continue;
    }
    lines.push(plainLine(line));
  }
  return lines.join('\n').replace(/\n{3,}/g, '\n\n').trim();
}

function plainLine(line: string): string {
  let plain = line.replace(/^(?: {0,3}>[ \t]?)+/, '');
  const heading = /^ {0,3}#{1,6}(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(plain);
  if (heading) plain = heading[1] ?? '';
  plain = plain.replace(/^([ \t]*(?:[-*+]|\d+[.)])[ \t]+)\[[ xX]\][ \t]+/, '$1');
  if (/^[ \t]*\|.*\|[ \t]*$/.test(plain)) plain = plain.trim().slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim()).join('  ');
  return inline(plain);
}

function inline(line: string): string {
  /** Signs that stand for themselves, out of reach of what follows. */
  const kept: string[] = [];
  const keep = (text: string): string => `\uE000${kept.push(text) - 1}\uE001`;
  const plain = line
    .replace(/(`+)(?!`)(.*?[^`])\1(?!`)/g, (_, _ticks: string, code: string) => keep(code.trim()))
    .replace(/\\([!-/:-@[-`{-~])/g, (_, sign: string) => keep(sign))
    .replace(/!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/\[\^[^\]]+\]:?/g, '')
    .replace(/\[([^\]]+)\](?:\((?:[^()]|\([^)]*\))*\)|\[[^\]]*\])/g, '$1')
    .replace(/<((?:https?|mailto):[^>\s]+)>/g, (_, address: string) => keep(address))
    .replace(/<\/?[a-zA-Z][^>]*>/g, '')
    .replace(/(\*\*\*|\*\*|\*)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/(\*\*|\*)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}_])(___|__|_)(?=\S)(.*?\S)\1(?![\p{L}\p{N}_])/gu, '$2')
    .replace(/~~(?=\S)(.*?\S)~~/g, '$1');
  return unescapeHtml(plain)
    .replace(/\uE000(\d+)\uE001/g, (_, at: string) => kept[Number(at)] ?? '')
    .trimEnd();
}
