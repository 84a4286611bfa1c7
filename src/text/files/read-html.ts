import { textOfNode } from '../node-text.ts';

/** Parts of a page that are about the page. */
const isAround = (element: Element): boolean => /^(?:NAV|FOOTER|ASIDE)$/i.test(element.tagName) || element.getAttribute('aria-hidden') === 'true';

/**
 * The text of a web page. It is parsed into a document that is never shown: scripts do not run there and nothing is fetched. Where the
 * page marks its main part, that is taken.
 */
export function plainFromHtml(html: string): { readonly text: string; readonly title: string } {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const mains = page.querySelectorAll('main, [role=main]');
  const articles = page.querySelectorAll('article');
  const main = mains.length === 1 ? mains[0] : articles.length === 1 ? articles[0] : undefined;
  const text = main ? textOfNode(main, isAround) : '';
  return { text: text === '' ? textOfNode(page.body, isAround) : text, title: page.title.trim() };
}
