import type { Profile } from '../analysis/profile.ts';
import { describeShare, sharesOf, THIN, type Share } from '../components/shares.ts';
import { english } from '../components/locale/languages.ts';
import { percent } from '../components/strings.ts';
import { escapeMarkup } from './escape.ts';
import type { Paint } from './paint.ts';

const FONT = 'system-ui, Segoe UI, Helvetica Neue, Liberation Sans, Arial, sans-serif';
const WIDTH = 640;
const ROW = 22;
const TOP = 34;
const BAR = { x: 244, width: 336 } as const;
/** Labels that are drawn at most; tables have all. */
const MOST = 60;

/** A bar a label, in the order of the theory; of a long label set the most frequent ones. */
export function barsSvg(profile: Profile, paint: Paint): string {
  const all = sharesOf(profile);
  const shares = all.length <= MOST ? all : all.toSorted((a, b) => b.share - a.share).slice(0, MOST);
  const scale = Math.max(0.05, ...shares.map(({ share, high }) => Math.min(high, share * 2)));
  const title = english.strings.say('chart.bars', profile.taxonomy.title);
  const height = TOP + shares.length * ROW + 26;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeMarkup(title)}" font-family="${FONT}" font-size="12">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="${paint.paper}"/>`,
    `<text x="12" y="20" fill="${paint.ink}" font-weight="600">${escapeMarkup(profile.taxonomy.title)}</text>`,
    ...shares.map((share, index) => row(share, TOP + index * ROW, scale, paint)),
    `<text x="12" y="${height - 10}" fill="${paint.soft}" font-size="10">${escapeMarkup(`Share of ${profile.sentences} sentences, with its 95 % interval; pale: from fewer than ${THIN} sentences.`)}</text>`,
    '</svg>',
  ].join('\n');
}

function row(share: Share, y: number, scale: number, paint: Paint): string {
  const { label, sentences, low, high } = share;
  const across = (part: number): string => (BAR.x + Math.min(1, part / scale) * BAR.width).toFixed(1);
  const width = (Math.min(1, share.share / scale) * BAR.width).toFixed(1);
  const thin = sentences > 0 && sentences < THIN;
  const name = label.name.length > 30 ? `${label.name.slice(0, 29)}…` : label.name;
  return [
    `<g><title>${escapeMarkup(describeShare(share, english.strings))}</title>`,
    `<text x="12" y="${y + 13}" fill="${paint.label(label.id)}" font-weight="600" font-size="11">${escapeMarkup(label.code)}</text>`,
    `<text x="56" y="${y + 13}" fill="${sentences > 0 ? paint.ink : paint.soft}">${escapeMarkup(name)}</text>`,
    `<rect x="${BAR.x}" y="${y + 7}" width="${BAR.width}" height="4" fill="${paint.rule}"/>`,
    sentences > 0 ? `<rect x="${BAR.x}" y="${y + 4}" width="${width}" height="10" fill="${paint.label(label.id)}" fill-opacity="${thin ? '.4' : '.85'}"/>` : '',
    sentences > 0 ? `<line x1="${across(low)}" x2="${across(high)}" y1="${y + 9}" y2="${y + 9}" stroke="${paint.ink}" stroke-width="1.25"/>` : '',
    `<text x="${WIDTH - 12}" y="${y + 13}" fill="${sentences > 0 ? paint.ink : paint.soft}" text-anchor="end">${escapeMarkup(percent(share.share))}</text>`,
    '</g>',
  ].join('');
}
