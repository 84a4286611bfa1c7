import type { LabelId } from '../../taxonomy/types.ts';

/** What is drawn on a sentence. */
export interface Marks {
  /** Labels that the sentence appeals to, strongest first. */
  readonly labels: readonly LabelId[];
  /** Short codes that stand above it, in this order. */
  readonly codes: readonly Code[];
  /** The same in words, for readers who hear the text. */
  readonly description: string;
}

/** A code, in the colour of its label where it stands for one. */
export interface Code {
  readonly text: string;
  readonly label?: LabelId;
}

/** Labels that are drawn, each with a line beneath the sentence and a code above it; further ones are counted. */
export const MAX_DRAWN = 3;

/** An element for a stretch of a sentence; the first stretch of each sentence can be reached by keyboard. */
export function createSentence(text: string, index: number, first: boolean, roleDescription: string): HTMLElement {
  const element = document.createElement('span');
  element.className = 'sentence';
  element.dataset['index'] = String(index);
  element.textContent = text;
  if (first) {
    element.setAttribute('role', 'button');
    element.setAttribute('aria-roledescription', roleDescription);
    element.setAttribute('aria-expanded', 'false');
    element.tabIndex = -1;
  }
  return element;
}

/** Draws the underlines of a sentence: one element around another, each with a line of its own, lower than the one inside it. */
export function underline(element: HTMLElement, marks: Marks): void {
  const text = element.textContent ?? '';
  const root = document.createDocumentFragment();
  let parent: Node = root;
  marks.labels.slice(0, MAX_DRAWN).forEach((label, level) => {
    const line = document.createElement('span');
    line.className = `line line-${level + 1}`;
    line.dataset['label'] = label;
    parent.appendChild(line);
    parent = line;
  });
  parent.appendChild(document.createTextNode(text));
  element.replaceChildren(root);
  element.classList.toggle('tagged', marks.labels.length > 0);
  if (!element.hasAttribute('role')) return;
  // A title is both: the tooltip of those who point, and the description that screen readers speak.
  element.title = marks.description;
}
