/** A colour of even lightness steps: lightness 0 to 1, chroma 0 to about .37, hue in degrees. */
export interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

/** Linear light per channel, 0 to 1 where the colour exists in sRGB. */
export type LinearRgb = readonly [red: number, green: number, blue: number];

/** Björn Ottosson's OKLab (2020), in its published matrices. */
export function linearRgb({ lightness, chroma, hue }: Oklch): LinearRgb {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function inGamut(color: Oklch): boolean {
  return linearRgb(color).every((channel) => channel >= 0 && channel <= 1);
}

/** The most colourful sRGB colour of this lightness and hue, up to `chroma`. */
export function fitChroma(lightness: number, chroma: number, hue: number): Oklch {
  if (inGamut({ lightness, chroma, hue })) return { lightness, chroma, hue };
  let low = 0;
  let high = chroma;
  for (let step = 0; step < 16; step++) {
    const middle = (low + high) / 2;
    if (inGamut({ lightness, chroma: middle, hue })) low = middle;
    else high = middle;
  }
  return { lightness, chroma: low, hue };
}

/** `#rrggbb`. */
export function hex(color: Oklch): string {
  const channels = linearRgb(color).map((linear) => {
    const clipped = Math.min(1, Math.max(0, linear));
    const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
}
