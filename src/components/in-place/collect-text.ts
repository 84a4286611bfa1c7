/** A text node and where its text begins in the whole. */
export interface Piece {
  readonly node: Text;
  readonly start: number;
}

/** The text of a part of a page, and which node each character stands in. */
export interface CollectedText {
  readonly text: string;
  /** In the order of the text. */
  readonly pieces: readonly Piece[];
}

/** What holds no prose, or prose that is none of the page's. */
const SKIPPED = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'TEXTAREA', 'SELECT', 'INPUT', 'IFRAME', 'OBJECT', 'VIDEO', 'AUDIO', 'CANVAS', 'SVG', 'MATH', 'VALUE-TAGGER']);

/** Elements that end a paragraph where no style tells: those of HTML that are blocks by themselves. */
const BLOCKS = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DETAILS DIALOG DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HGROUP HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL'.split(' '),
);

/**
 * Reads the text under `root` as the segmenter is to see it: white space that a browser would draw as one space is made of
 * spaces (one for one, so that offsets stay those of the nodes), and a blank line stands between blocks.
 */
export function collectText(root: Element): CollectedText {
  const pieces: Piece[] = [];
  const parts: string[] = [];
  let length = 0;
  const add = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  const breakParagraph = (): void => {
    if (length > 0 && parts.at(-1) !== '\n\n') add('\n\n');
  };
  const visit = (node: Node, keepsSpace: boolean): void => {
    if (node instanceof Text) {
      if (node.data === '') return;
      pieces.push({ node, start: length });
      add(keepsSpace ? node.data : node.data.replace(/[\t\n\f\r]/g, ' '));
      return;
    }
    if (!(node instanceof Element) || SKIPPED.has(node.tagName.toUpperCase())) return;
    if (node.tagName === 'BR') {
      add('\n');
      return;
    }
    const { display, whiteSpaceCollapse, whiteSpace } = getComputedStyle(node);
    if (display === 'none' || (display === '' && node.hasAttribute('hidden'))) return;
    const block = display === '' ? BLOCKS.has(node.tagName) : !/^(inline|contents|ruby)/.test(display);
    const keeps = whiteSpaceCollapse ? /preserve|break/.test(whiteSpaceCollapse) : whiteSpace ? /^(pre|break)/.test(whiteSpace) : node.tagName === 'PRE';
    if (block) breakParagraph();
    for (const child of node.childNodes) visit(child, keeps);
    if (block) breakParagraph();
  };
  for (const child of root.childNodes) {
    // What is given to a slot stands there already.
    if (child instanceof Element && child.slot !== '') continue;
    visit(child, keepsSpaceOf(root));
  }
  return { text: parts.join(''), pieces };
}

function keepsSpaceOf(element: Element): boolean {
  return /^(pre|break)/.test(getComputedStyle(element).whiteSpace);
}

/** Text of an element's own content, for showing elsewhere: each run of spaces is one. */
export function proseOf(root: Element): string {
  return collectText(root)
    .text.replace(/[^\S\n]+/g, ' ')
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The part of the page from `start` to `end`; undefined where its nodes are gone. The range follows later edits. */
export function rangeOf({ pieces }: CollectedText, start: number, end: number): Range | undefined {
  const first = pieceAt(pieces, start);
  const last = pieceAt(pieces, Math.max(start, end - 1));
  if (!first?.node.isConnected || !last?.node.isConnected) return undefined;
  const range = document.createRange();
  range.setStart(first.node, Math.min(start - first.start, first.node.length));
  range.setEnd(last.node, Math.min(end - last.start, last.node.length));
  return range;
}

/** Place in the text of a position in a node; undefined where the node is none of it. */
export function offsetOf({ pieces }: CollectedText, node: Node, offset: number): number | undefined {
  const piece = pieces.find((candidate) => candidate.node === node);
  return piece && piece.start + offset;
}

function pieceAt(pieces: readonly Piece[], offset: number): Piece | undefined {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.start ?? Infinity) <= offset) low = middle;
    else high = middle - 1;
  }
  return pieces[low];
}
