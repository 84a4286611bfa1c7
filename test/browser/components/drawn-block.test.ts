import { describe, expect, it } from 'vitest';
import { DrawnBlock } from '../../../src/components/text-view/drawn-block.ts';
import type { TaggedSentence } from '../../../src/tagging/types.ts';

const TEXT = 'One is here. Two follows.\n\nThree begins\n\nand ends. Four.';
const PARTS = ['One is here.', 'Two follows.', 'Three begins\n\nand ends.', 'Four.'];
const sentences = PARTS.map((text, index) => {
  const start = TEXT.indexOf(text);
  return { index, text, start, end: start + text.length } as TaggedSentence;
});

function mount(): { readonly block: DrawnBlock; readonly element: HTMLElement; add(...indices: number[]): void } {
  const block = new DrawnBlock(TEXT, { start: 0, end: TEXT.length }, 'sentence');
  const element = block.mount();
  return {
    block,
    element,
    add: (...indices) => {
      for (const index of indices) block.add(sentences[index] as TaggedSentence);
      block.draw(() => ({ labels: [], codes: [], description: '' }));
    },
  };
}

const textOf = (element: HTMLElement): string | null => element.querySelector('.body')?.textContent ?? null;
const stretchesOf = (element: HTMLElement, index: number): (string | null)[] => [...element.querySelectorAll(`[data-index="${index}"]`)].map(({ textContent }) => textContent);

describe('sentences of a block', () => {
  it.each([
    ['in reading order', [[0, 1], [2, 3]]],
    ['from the end', [[3], [2], [1], [0]]],
    ['in no order', [[2, 0], [3, 1]]],
    ['all at once', [[0, 1, 2, 3]]],
  ])('that come %s stand where they are in the text', (_, turns) => {
    const { block, element, add } = mount();
    for (const turn of turns) {
      add(...turn);
      expect(textOf(element)).toBe(TEXT);
    }
    expect([0, 1, 3].map((index) => stretchesOf(element, index))).toEqual([[PARTS[0]], [PARTS[1]], [PARTS[3]]]);
    // One that reaches into the next paragraph has a stretch in each; only the first is a button.
    expect(stretchesOf(element, 2)).toEqual(['Three begins\n\n', 'and ends.']);
    expect([...element.querySelectorAll('[data-index="2"]')].map((stretch) => stretch.getAttribute('role'))).toEqual(['button', null]);
    expect(element.querySelectorAll('.body > p')).toHaveLength(3);
    expect(block.firstIndex).toBe(0);
  });

  it('keep their elements while others come, and with them the focus and what a screen reader is at', () => {
    const { block, element, add } = mount();
    document.body.append(element);
    try {
      add(1);
      const first = block.elementOf(1);
      first?.focus();
      add(0, 2, 3);
      expect(block.elementOf(1)).toBe(first);
      expect(document.activeElement).toBe(first);
    } finally {
      element.remove();
    }
  });

  it('are plain text again once they are forgotten, and are drawn anew after that', () => {
    const { block, element, add } = mount();
    add(0, 1, 2, 3);
    block.forget();
    expect(textOf(element)).toBe(TEXT);
    expect(element.querySelectorAll('.sentence')).toHaveLength(0);
    expect(block.stale).toBe(true);
    add();
    expect(stretchesOf(element, 3)).toEqual([PARTS[3]]);
    expect(textOf(element)).toBe(TEXT);
  });
});
