import { describe, expect, it } from 'vitest';
import { RequestLog } from '../../../demo/app/requests/log.ts';

const HERE = 'https://here.test';
const request = (path: string, time: number, networkBytes = 100): { address: string; networkBytes: number; fileBytes: number; time: number } => ({ address: new URL(path, HERE).href, networkBytes, fileBytes: 90, time });

describe('the log of requests', () => {
  it('counts what goes over the network after everything was loaded, whoever asks', () => {
    const log = new RequestLog(HERE, () => undefined);
    log.add([request('/page.js', 1), request('/weights.bin', 5)], 'worker');
    expect(log.sinceLoad).toBe(0);
    log.noteLoaded(10);
    log.noteLoaded(1);
    expect(log.sinceLoad).toBe(0);
    log.add([request('/late.js', 11)], 'page');
    log.add([request('/later.js', 12)], 'worker');
    expect(log.sinceLoad).toBe(2);
  });

  it('counts no file that the browser had, and no copy that the service worker keeps of the page', () => {
    const log = new RequestLog(HERE, () => undefined);
    log.noteLoaded(10);
    log.add([request('/kept.js', 11, 0)], 'page');
    log.add([request('/page.js', 11)], 'service worker');
    expect(log.sinceLoad).toBe(0);
    expect(log.all()).toHaveLength(2);
  });

  it('counts and marks what goes elsewhere though its size is not told', () => {
    const log = new RequestLog(HERE, () => undefined);
    log.noteLoaded(10);
    log.add([request('https://elsewhere.test/', 11, 0)], 'worker');
    expect(log.sinceLoad).toBe(1);
    expect(log.all()[0]).toMatchObject({ foreign: true, network: true, asker: 'worker' });
  });

  it('tells of each change', () => {
    let changes = 0;
    const log = new RequestLog(HERE, () => changes++);
    log.add([request('/a', 1)], 'page');
    log.noteLoaded(2);
    expect(changes).toBe(2);
  });
});
