/**
 * Bytes of the model that the page will download, from its description; undefined where that cannot be read, since
 * the tagger itself will say what is wrong.
 */
export async function downloadSize(modelUrl = 'models/embedded/manifest.json'): Promise<number | undefined> {
  try {
    const response = await fetch(new URL(modelUrl, document.baseURI));
    const manifest: unknown = await response.json();
    if (typeof manifest !== 'object' || manifest === null || !('files' in manifest)) return undefined;
    const sizes = Object.values(manifest.files as Record<string, { bytes?: unknown }>).map(({ bytes }) => Number(bytes));
    const sum = sizes.reduce((total, bytes) => total + bytes, 0);
    return Number.isFinite(sum) && sum > 0 ? sum : undefined;
  } catch {
    return undefined;
  }
}
