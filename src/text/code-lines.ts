/** Marks that prose hardly uses. The bar is left out: tables have it. */
const MARK = /[{}[\]()<>=;&$\\_*+#@]|"[:,]/g;
/** Share of marks among the visible characters of a line of code, and their least number; less of a long line, such as packed code. */
const DENSE = 0.2;
const FEWEST = 3;
const DENSE_LONG = 0.12;
const FEWEST_LONG = 12;
/** Words of a line that ends like a sentence, from which a sign in it is taken for a word of code in prose. */
const PROSE = 8;

/** Each says of a line that it is code; words alone never do. */
const SIGNS: readonly RegExp[] = [
  // Statements and blocks.
  /[;{}]\s*$|^\s*[)\]}]+[;,]?\s*$/,
  /^\s*(?:if|for|while|switch|catch|foreach|elif|elsif)\b.*[({:].*[:{)]\s*$/,
  /^\s*(?:(?:export|public|private|protected|static|async|final|pub)\s+)*(?:def|class|function|func|fn|interface|struct|enum|module|trait|impl|const|let|var|val)\s+[\w$&<]+\s*(?:[:=({<\n]|$|\w+\s*[({=])/,
  // What is imported, up to its last dot, and the rest: apart, so that no hostile line is tried in a thousand divisions.
  /^\s*(?:import|using|package|require|include|library)\b[\s(]+(?![\s(])(?:(?<=[\s(]\(\s*)|(?=[\w."'{*<@/])(?:[\w."'{*<(@/]*\.)?)[^.!?]*$/,
  /^\s*from\s+[\w.]+\s+import\b/,
  /^\s*(?:return|raise|throw|yield)\b[^.!?]*[\w)\]"'};]\s*$/,
  /^\s*(?:else|try|finally|then|fi|do|done|end|begin|esac)\s*:?\s*$/,
  /^\s*#\s*(?:include|define|ifdef|ifndef|endif|pragma)\b|^#!/,
  // Assignments, calls, comparisons, arrows.
  /[\w\])]\s*(?:[-+*/|&:?%]?=|<-)\s*(?:[\w"'[({$&-]|$)/,
  /[=!]==?|=>|->|::|&&|\|\||\+\+|<\/|\/>/,
  /[\p{L}\d_$]\((?:[^()]*[\d_."'=,<>$*[\]][^()]*|\w*)\)/u,
  /^\s*\(\w+[\w?!-]*[ )]/,
  /^\s*@\w+\b[^.!?]*$/,
  // Queries, in capitals as they are written.
  /^\s*(?:SELECT|FROM|WHERE|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|(?:LEFT |INNER )?JOIN|GROUP BY|ORDER BY|HAVING|VALUES)\b/,
  // Mark-up and settings.
  /^\s*<[/!?]?[A-Za-z][^<>]*>/,
  /^\s*"[\w$-]+"\s*:/,
  /^\s+(?:- )?[\w.-]+:(?:\s+\S|\s*$)|^[a-z_][\w.-]*:\s*$/,
  /^\s*[-\w]+:\s*[^;.]+;/,
  /\\(?:begin|end|section|frac|usepackage|documentclass)\b/,
  // Shells, logs, patches.
  /^\s*\$ \w|\s--?[a-z][\w-]*(?:[= ]|$)/,
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d|^\s*at \S+ ?\(|^\s*File "|^\w*(?:Error|Exception):/,
  /^(?:diff --git|index [0-9a-f]{7}|--- a\/|\+\+\+ b\/|@@ )/,
  /^\s*(?:\/\/|\/\*|\*\/)/,
];

/** Share of the lines that are not blank that look like code, 0 to 1, and the number of those that do. */
export function codeShare(lines: readonly string[]): { readonly share: number; readonly lines: number } {
  const written = lines.filter((line) => line.trim() !== '');
  const code = written.filter(isCode).length;
  return { share: written.length > 0 ? code / written.length : 0, lines: code };
}

function isCode(line: string): boolean {
  // An address has all kinds of marks in it.
  const plain = line.replace(/\bhttps?:\/\/\S+/g, '').slice(0, 2000);
  if (isDense(plain)) return true;
  const words = plain.match(/\p{L}+/gu)?.length ?? 0;
  const prose = words >= PROSE && /\p{L}[.!?]["”’)]*\s*$/u.test(plain);
  return !prose && words < 5 * PROSE && SIGNS.some((sign) => sign.test(plain));
}

/** Whether a line is so full of marks that it is code even where it stands alone. */
export function isDense(line: string): boolean {
  const marks = line.match(MARK)?.length ?? 0;
  const visible = line.replace(/\s/g, '').length;
  return (marks >= FEWEST && marks >= DENSE * visible) || (marks >= FEWEST_LONG && marks >= DENSE_LONG * visible);
}
