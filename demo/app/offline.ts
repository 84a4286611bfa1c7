/**
 * Makes the page work without a network from the second visit on. Nothing happens where there is no service
 * worker (no secure context, private modes) and in development.
 */
export async function registerOffline(): Promise<ServiceWorkerRegistration | undefined> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return undefined;
  try {
    return await navigator.serviceWorker.register(new URL('service-worker.js', document.baseURI), { scope: './' });
  } catch {
    // The page works all the same as long as there is a network.
    return undefined;
  }
}

/**
 * Keeps the engine's files for later visits without a network.
 * @param urls everything that the encoder worker fetched
 * @returns true when they are kept
 */
export async function keepEngine(urls: readonly string[]): Promise<boolean> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return false;
  const { active } = await navigator.serviceWorker.ready;
  if (!active) return false;
  return await new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<{ kept: number }>) => {
      port1.close();
      resolve(data.kept > 0);
    };
    active.postMessage({ type: 'keep-engine', urls }, [port2]);
  });
}
