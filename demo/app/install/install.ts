/** Chromium's event; no standard has it. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

/** Shows `button` where the browser offers to install the page. */
export function offerInstallation(button: HTMLButtonElement): void {
  let offered: InstallPromptEvent | undefined;
  addEventListener('beforeinstallprompt', (event) => {
    // The browser's own banner would come over the text.
    event.preventDefault();
    offered = event as InstallPromptEvent;
    button.hidden = false;
  });
  button.addEventListener('click', () => {
    void offered?.prompt();
    // An offer can be taken up once.
    offered = undefined;
    button.hidden = true;
  });
  addEventListener('appinstalled', () => {
    button.hidden = true;
  });
}

/** Says quietly when there is no network; nothing else changes. */
export function showOffline(place: HTMLElement): void {
  const show = (): void => {
    place.hidden = navigator.onLine;
  };
  addEventListener('online', show);
  addEventListener('offline', show);
  show();
}
