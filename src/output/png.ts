import { TaggerError } from '../errors.ts';

/**
 * A drawing as a picture, `scale` times as large. It is drawn from a `data:` address, which a page's policy must allow for images.
 * @throws {TaggerError} `internal` where the browser cannot draw it
 */
export async function svgToPng(svg: string, scale = 2): Promise<Blob> {
  const failed = (cause?: unknown): TaggerError =>
    new TaggerError('internal', 'The chart could not be drawn as a picture.', 'Save it as SVG; a policy of the page must allow images from data: addresses (img-src).', { cause });
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch (cause) {
    throw failed(cause);
  }
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  const context = canvas.getContext('2d');
  if (!context) throw failed();
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw failed();
  return blob;
}
