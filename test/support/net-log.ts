import { readFile } from 'node:fs/promises';

/** A request as the browser's network stack saw it, whoever made it. */
export interface LoggedRequest {
  readonly url: string;
  /** Origin whose page, worker or service worker asked; undefined where the browser itself did (updates, say). */
  readonly initiator: string | undefined;
}

interface NetLog {
  readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
  readonly events: readonly { readonly type: number; readonly params?: { readonly url?: string; readonly initiator?: string } }[];
}

/**
 * Every request in a Chromium net log (`--log-net-log=FILE`), which sees what page events do not: workers, service
 * workers and redirects. Read it when the browser is closed.
 */
export async function loggedRequests(file: string): Promise<LoggedRequest[]> {
  const log = JSON.parse(await readFile(file, 'utf8')) as NetLog;
  const started = log.constants.logEventTypes['URL_REQUEST_START_JOB'];
  return log.events.flatMap(({ type, params }) => {
    if (type !== started || params?.url === undefined) return [];
    const { url, initiator } = params;
    return [{ url, initiator: initiator === undefined || initiator === 'not an origin' ? undefined : initiator }];
  });
}
