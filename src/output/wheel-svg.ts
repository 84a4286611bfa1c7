import type { Profile } from '../analysis/profile.ts';
import { describeShare, sharesOf, THIN, type Share } from '../components/shares.ts';
import { english } from '../components/locale/languages.ts';
import { EXTENT, polar, RADIUS, radiusOf, scaleFor, sector, type Point } from '../components/value-wheel/geometry.ts';
import { escapeMarkup } from './escape.ts';
import type { Paint } from './paint.ts';

const FONT = 'system-ui, Segoe UI, Helvetica Neue, Liberation Sans, Arial, sans-serif';

/** The circle of a theory as a drawing that needs nothing else; every wedge has its numbers as a title. */
export function wheelSvg(profile: Profile, paint: Paint): string {
  const shares = sharesOf(profile);
  const scale = scaleFor(shares);
  const title = english.strings.say('chart.wheel', profile.taxonomy.title);
  const size = 2 * EXTENT;
  const rings = [0.5, 1].map((part) => ({ share: scale * part, radius: radiusOf(scale * part, scale) }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-EXTENT} ${-EXTENT} ${size} ${size + 18}" width="${2 * size}" height="${2 * (size + 18)}" role="img" aria-label="${escapeMarkup(title)}" font-family="${FONT}">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<rect x="${-EXTENT}" y="${-EXTENT}" width="${size}" height="${size + 18}" fill="${paint.paper}"/>`,
    `<defs><pattern id="thin" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line y2="4" stroke="${paint.paper}" stroke-width="2.4"/></pattern></defs>`,
    ...rings.map(({ radius }) => `<circle r="${fixed(radius)}" fill="none" stroke="${paint.rule}" stroke-width=".75"/>`),
    ...shares.map((share, index) => wedge(share, index, shares.length, scale, paint)),
    ...rings.map(
      ({ share, radius }) =>
        `<text y="${fixed(-radius + 2.5)}" fill="${paint.soft}" stroke="${paint.paper}" stroke-width="3" paint-order="stroke" font-size="7" text-anchor="middle">${Math.round(share * 1000) / 10} %</text>`,
    ),
    `<text y="${EXTENT + 8}" fill="${paint.soft}" font-size="8" text-anchor="middle">${escapeMarkup(english.strings.say('chart.caption', english.strings.count(profile.sentences)))}</text>`,
    '</svg>',
  ].join('\n');
}

function wedge(share: Share, index: number, total: number, scale: number, paint: Paint): string {
  const { label, sentences } = share;
  const from = index / total;
  const to = (index + 1) / total;
  const middle = (from + to) / 2;
  const outline = sector(from + 0.0012, to - 0.0012, RADIUS.hub, radiusOf(share.share, scale));
  const color = paint.label(label.id);
  const code = polar(middle, RADIUS.codes);
  const arc = { from: polar(from + 0.003, RADIUS.arc), to: polar(to - 0.003, RADIUS.arc) };
  return [
    `<g><title>${escapeMarkup(describeShare(share, english.strings))}</title>`,
    `<path d="${outline}" fill="${color}" fill-opacity=".8"/>`,
    sentences > 0 && sentences < THIN ? `<path d="${outline}" fill="url(#thin)"/>` : '',
    sentences > 0 ? line(polar(middle, radiusOf(share.low, scale)), polar(middle, radiusOf(share.high, scale)), `stroke="${paint.ink}" stroke-width=".9" stroke-opacity=".65"`) : '',
    `<path d="M${point(arc.from)}A${RADIUS.arc} ${RADIUS.arc} 0 0 1 ${point(arc.to)}" fill="none" stroke="${color}" stroke-width="1.25"/>`,
    `<text x="${fixed(code.x)}" y="${fixed(code.y + 3)}" fill="${sentences > 0 ? color : paint.soft}" font-size="8.5" font-weight="600" text-anchor="middle">${escapeMarkup(label.code)}</text>`,
    '</g>',
  ].join('');
}

function line(from: Point, to: Point, look: string): string {
  return `<line x1="${fixed(from.x)}" y1="${fixed(from.y)}" x2="${fixed(to.x)}" y2="${fixed(to.y)}" ${look}/>`;
}

const fixed = (value: number): string => value.toFixed(2);
const point = ({ x, y }: Point): string => `${fixed(x)} ${fixed(y)}`;
