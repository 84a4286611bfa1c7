/**
 * Tells which blocks are near the visible part. Browsers that lay out such blocks only also tell which they are, at
 * no cost; in others an observer watches all of them, which must then be given to it.
 */
export function watchNearness(root: HTMLElement, note: (element: Element, near: boolean) => void): IntersectionObserver | undefined {
  if ('ContentVisibilityAutoStateChangeEvent' in globalThis) {
    root.addEventListener('contentvisibilityautostatechange', (event) => {
      // The event's own type is older than its entry in the map of events.
      if (event.target instanceof Element) note(event.target, !(event as ContentVisibilityAutoStateChangeEvent).skipped);
    });
    return undefined;
  }
  return new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => note(target, isIntersecting)), {
    rootMargin: '60% 0px',
  });
}
