import axe from 'axe-core';
import { expect } from 'vitest';
import '../../../src/components/define.ts';
import type { ValueTagger } from '../../../src/components/value-tagger/value-tagger.ts';
import { FakeTagger } from './fake-tagger.ts';

/** An element in the page; taken out again by {@link clear}. */
export async function mount(text: string, tagger = new FakeTagger()): Promise<ValueTagger> {
  document.documentElement.lang = 'en';
  document.title = 'test';
  const main = document.body.appendChild(document.createElement('main'));
  const element = document.createElement('value-tagger');
  element.tagger = tagger;
  element.text = text;
  main.append(element);
  await element.updateComplete;
  return element;
}

export function clear(): void {
  document.body.replaceChildren();
}

export function frame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}

/** Waits until the text is tagged and drawn. */
export async function tagged(element: ValueTagger): Promise<void> {
  // A busy machine draws few frames, and some runs wait for them.
  await expect.poll(() => element.run.kind, { timeout: 10_000 }).toBe('tagged');
  await expect.poll(() => all(element, '.sentence[role=button]').length).toBeGreaterThan(0);
  await frame();
}

export function all<T extends HTMLElement>(element: HTMLElement, selector: string): T[] {
  return [...(element.shadowRoot?.querySelectorAll<T>(selector) ?? [])];
}

export function one<T extends HTMLElement>(element: HTMLElement, selector: string): T {
  const found = element.shadowRoot?.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

export function shownText(element: ValueTagger): string {
  return all(element, '.body').map((body) => body.textContent).join('');
}

/** Every rule of axe, shadow roots included. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { resultTypes: ['violations'], rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`)).toEqual([]);
}
