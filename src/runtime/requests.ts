/** A request as the browser's own timing saw it, from whichever thread. */
export interface SeenRequest {
  readonly address: string;
  /** Bytes that came over the network, headers included; 0 where the browser had the file, or is not told. */
  readonly networkBytes: number;
  /** Bytes of the file as it was sent; 0 where the browser is not told. */
  readonly fileBytes: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** What a worker posts, beside all else that it says. */
export interface RequestReport {
  readonly type: 'value-tagger-requests';
  readonly requests: readonly SeenRequest[];
}

export function isRequestReport(data: unknown): data is RequestReport {
  return typeof data === 'object' && data !== null && (data as { type?: unknown }).type === 'value-tagger-requests';
}

/** Calls `listener` with every request of this thread, those of before among them. */
export function observeRequests(listener: (requests: readonly SeenRequest[]) => void): void {
  if (typeof PerformanceObserver === 'undefined') return;
  new PerformanceObserver((list) => {
    // The observer is given entries of this type alone.
    const requests = (list.getEntries() as PerformanceResourceTiming[])
      .filter(({ name }) => /^https?:/.test(name))
      .map(({ name, transferSize, encodedBodySize, startTime }) => ({ address: name, networkBytes: transferSize, fileBytes: encodedBodySize, time: performance.timeOrigin + startTime }));
    if (requests.length > 0) listener(requests);
  }).observe({ type: 'resource', buffered: true });
}

/** Has a worker tell the page of its requests, so that the page can show all of them. */
export function reportRequests(): void {
  observeRequests((requests) => globalThis.postMessage({ type: 'value-tagger-requests', requests } satisfies RequestReport));
}
