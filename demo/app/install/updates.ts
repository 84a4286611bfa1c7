import { html, render } from 'lit';

/**
 * Tells when a new version of the page waits, and applies it when the reader says so. Nothing asks the server for one while the page
 * is open: browsers look when it is opened.
 */
export function offerUpdates(place: HTMLElement, registration: ServiceWorkerRegistration): void {
  let applied = false;
  const show = (worker: ServiceWorker): void => {
    render(
      html`<p>A new version of this page is ready. To use it, the page is loaded anew; a text that is open in it must then be opened again.</p>
        <button
          type="button"
          class="primary"
          @click=${() => {
            applied = true;
            worker.postMessage({ type: 'apply-update' });
          }}
        >
          Use the new version
        </button>`,
      place,
    );
    place.hidden = false;
  };
  // The very first worker is no update.
  const offer = (worker: ServiceWorker | null): void => {
    if (worker && navigator.serviceWorker.controller) show(worker);
  };
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') offer(worker);
    });
  });
  let controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (applied) return location.reload();
    // Applied in another tab: parts of this version that were not loaded yet are gone.
    if (controlled) {
      render(
        html`<p>This page was brought up to date in another tab.</p>
          <button type="button" class="primary" @click=${() => location.reload()}>Load it anew</button>`,
        place,
      );
      place.hidden = false;
    }
    controlled = true;
  });
}
