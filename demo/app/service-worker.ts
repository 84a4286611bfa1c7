/// <reference lib="webworker" />
import { cleanupOutdatedCaches, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import type { RequestReport } from '../../src/runtime/requests.ts';

/** The build puts in the files of the page, and the names of all engine files. */
declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: PrecacheEntry[]; readonly __ENGINE_FILES: string[] };

/** Files of engines and language models that this browser really used; their names carry a hash of their content. */
const ENGINE_CACHE = 'value-tagger-engine-1';
/** Servers often say that a file varies with the request's origin; these files, named by their content, do not. */
const SAME_WHOEVER_ASKS = { ignoreVary: true };
const ENGINE_FILE = /\/assets\/((ort-wasm|encoder-(relaxed|simd))-[\w.-]+\.(mjs|wasm)|(readings-panel|kept-models|generator\.worker|transformers\.web)-[\w-]+\.(js|css))$/;

// The page itself: all of it is kept when the worker is installed, so that it opens without a network.
precacheAndRoute(self.__WB_MANIFEST, { ignoreURLParametersMatching: [/.*/] });
cleanupOutdatedCaches();
registerRoute(({ url, sameOrigin }) => sameOrigin && ENGINE_FILE.test(url.pathname), new CacheFirst({ cacheName: ENGINE_CACHE, matchOptions: SAME_WHOEVER_ASKS }));

// What is fetched here the page shows among its requests. Written out: a module that this file shared with the page would become a file of its
// own, and a classic worker has no imports.
new PerformanceObserver((list) => {
  // The observer is given entries of this type alone.
  const entries = list.getEntries() as PerformanceResourceTiming[];
  const requests = entries.map(({ name, transferSize, encodedBodySize, startTime }) => ({ address: name, networkBytes: transferSize, fileBytes: encodedBodySize, time: performance.timeOrigin + startTime }));
  void self.clients.matchAll({ includeUncontrolled: true, type: 'window' }).then((pages) => {
    for (const page of pages) page.postMessage({ type: 'value-tagger-requests', requests } satisfies RequestReport);
  });
}).observe({ type: 'resource', buffered: true });

// No skipWaiting unless the reader asks for it: a new version of the page waits until the tabs with the old one are closed, since they
// still need the old one's files. On the very first visit there is no old one, and this worker takes charge at once.
self.addEventListener('activate', (event) => event.waitUntil(Promise.all([self.clients.claim(), dropOldEngines()])));

/**
 * On the first visit the engine is fetched before this worker is in charge; the page names the files that it used,
 * and they are kept from the browser's HTTP cache.
 */
self.addEventListener('message', (event: ExtendableMessageEvent) => {
  const message = event.data as { type?: string; urls?: unknown };
  if (message.type === 'apply-update') event.waitUntil(self.skipWaiting());
  if (message.type !== 'keep-engine' || !Array.isArray(message.urls)) return;
  const urls = message.urls.filter((url): url is string => typeof url === 'string' && ENGINE_FILE.test(new URL(url).pathname) && new URL(url).origin === self.location.origin);
  event.waitUntil(
    keep(urls).then(
      () => event.ports[0]?.postMessage({ kept: urls.length }),
      () => event.ports[0]?.postMessage({ kept: 0 }),
    ),
  );
});

async function keep(urls: readonly string[]): Promise<void> {
  const cache = await caches.open(ENGINE_CACHE);
  for (const url of urls) {
    if (!(await cache.match(url, SAME_WHOEVER_ASKS))) await cache.add(url);
  }
}

/** Drops engine files that this version of the page does not have. */
async function dropOldEngines(): Promise<void> {
  const cache = await caches.open(ENGINE_CACHE);
  const current = new Set(self.__ENGINE_FILES.map((file) => new URL(file, self.location.href).href));
  for (const request of await cache.keys()) {
    if (!current.has(request.url)) await cache.delete(request, SAME_WHOEVER_ASKS);
  }
}
