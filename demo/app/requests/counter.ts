import { counted } from '../../../src/components/strings.ts';
import { isRequestReport, observeRequests } from '../../../src/runtime/requests.ts';
import { watchWorkerRequests } from '../../../src/tagging/watch-requests.ts';
import { RequestLog } from './log.ts';

/**
 * Counts requests from here on and shows the number on buttons that open the list of all of them. Start it before any worker.
 * @returns the log
 */
export function countRequests(buttons: readonly HTMLButtonElement[], dialog: HTMLDialogElement): RequestLog {
  let drawn = false;
  const log = new RequestLog(location.origin, () => {
    if (drawn) return;
    drawn = true;
    requestAnimationFrame(() => {
      drawn = false;
      draw();
    });
  });
  const draw = (): void => {
    const label = log.loaded ? `${counted(log.sinceLoad, 'request')} since load` : 'Loading …';
    for (const button of buttons) {
      if (button.textContent !== label) button.textContent = label;
      button.classList.toggle('alarm', log.all().some(({ foreign }) => foreign));
    }
  };
  observeRequests((requests) => log.add(requests, 'page'));
  watchWorkerRequests((requests) => log.add(requests, 'worker'));
  if ('serviceWorker' in navigator) {
    navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isRequestReport(data)) log.add(data.requests, 'service worker');
    });
  }
  for (const button of buttons) {
    button.addEventListener('click', () => void import('./panel.ts').then(({ openRequests }) => openRequests(dialog, log)));
  }
  draw();
  return log;
}
