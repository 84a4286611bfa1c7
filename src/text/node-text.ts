/** Elements whose content no reader sees as text. */
const UNREAD = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'HEAD', 'TITLE', 'SVG', 'MATH', 'IFRAME', 'OBJECT', 'SELECT', 'TEXTAREA', 'BUTTON', 'CANVAS', 'AUDIO', 'VIDEO']);

/** Elements that stand on lines of their own. */
const BLOCKS = new Set(
  `ADDRESS ARTICLE ASIDE BLOCKQUOTE CAPTION CENTER DD DETAILS DIALOG DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6
  HEADER HGROUP HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TFOOT THEAD TR UL`.split(/\s+/),
);

/**
 * The text of a node as a reader would copy it: white space as HTML collapses it, blocks apart by an empty line, `br` a line break.
 * Works on nodes that are not shown, where `innerText` knows no blocks.
 * @param skip elements to leave out, beside those that hold no text
 */
export function textOfNode(root: Node, skip: (element: Element) => boolean = () => false): string {
  let text = '';
  /** A gap between blocks that is due before the next word. */
  let gap = '';
  const widen = (breaks: string): void => {
    if (breaks.length > gap.length) gap = breaks;
  };
  const add = (words: string): void => {
    if (words === '') return;
    if (gap !== '' && text !== '') text = `${text.trimEnd()}${gap}`;
    gap = '';
    text += text === '' || text.endsWith('\n') || text.endsWith(' ') ? words.replace(/^ /, '') : words;
  };
  const visit = (node: Node, preformatted: boolean): void => {
    if (node.nodeType === 3) {
      const data = node.nodeValue ?? '';
      if (preformatted) add(data);
      // White space between two blocks is no text.
      else if (gap === '' || data.trim() !== '') add(data.replace(/[ \t\r\n\f]+/g, ' '));
      return;
    }
    if (node.nodeType === 1) {
      const element = node as Element;
      const name = element.tagName.toUpperCase();
      if (UNREAD.has(name) || element.hasAttribute('hidden') || skip(element)) return;
      if (name === 'BR') return widen('\n');
      const block = BLOCKS.has(name);
      // Items and rows follow one another closely.
      const apart = name === 'LI' || name === 'TR' || name === 'DT' || name === 'DD' ? '\n' : '\n\n';
      if (block) widen(apart);
      for (const child of node.childNodes) visit(child, preformatted || name === 'PRE');
      if (name === 'TD' || name === 'TH') add(' ');
      if (block) widen(apart);
      return;
    }
    for (const child of node.childNodes) visit(child, preformatted);
  };
  visit(root, false);
  return text.trim();
}
