import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Profile } from '../../analysis/profile.ts';
import { oppositeGroup } from '../../taxonomy/circle.ts';
import type { LabelId } from '../../taxonomy/types.ts';
import type { Strings } from '../locale/strings.ts';
import '../value-bars/define.ts';
import '../value-wheel/define.ts';

export { profileViewStyles as styles } from './profile-view.styles.ts';

/** The two great oppositions of the theory, each from one pole to the other. */
const POLES = [
  ['openness-to-change', 'conservation'],
  ['self-enhancement', 'self-transcendence'],
] as const;

/** The whole text at a glance: the circle, or bars where there is none, and how its poles stand against each other. */
export function profileView(profile: Profile, groups: ReadonlyMap<string, number>, highlight: LabelId | undefined, strings: Strings): TemplateResult {
  const circle = profile.taxonomy.circular === true;
  return html`
    <div class="profile" part="profile">
      ${circle
        ? html`<value-wheel .profile=${profile} .highlight=${highlight}></value-wheel>`
        : html`<value-bars .profile=${profile} .highlight=${highlight}></value-bars>`}
      ${circle && profile.tagged > 0 ? poles(groups, strings) : nothing}
    </div>
  `;
}

function poles(groups: ReadonlyMap<string, number>, strings: Strings): TemplateResult {
  const most = Math.max(1, ...groups.values());
  return html`
    <section class="poles" aria-labelledby="poles-title">
      <h2 id="poles-title">${strings.say('chart.poles')}</h2>
      <ul>
        ${POLES.filter(([left, right]) => oppositeGroup(left) === right).map(([left, right]) => pole(left, right, groups, most, strings))}
      </ul>
    </section>
  `;
}

function pole(left: string, right: string, groups: ReadonlyMap<string, number>, most: number, strings: Strings): TemplateResult {
  const [a, b] = [groups.get(left) ?? 0, groups.get(right) ?? 0];
  const [one, other] = [strings.group(left) ?? left, strings.group(right) ?? right];
  return html`
    <li>
      <span class="pole" aria-hidden="true">${one} <span class="number">${strings.count(a)}</span></span>
      <svg viewBox="-100 0 200 8" preserveAspectRatio="none" aria-hidden="true">
        ${svg`<rect class="ground" x="-100" y="3.5" width="200" height="1"></rect>
        <g data-group=${left}><rect class="fill" x=${(-100 * a) / most} width=${(100 * a) / most} height="8"></rect></g>
        <g data-group=${right}><rect class="fill" width=${(100 * b) / most} height="8"></rect></g>
        <rect class="middle" x="-0.5" width="1" height="8"></rect>`}
      </svg>
      <span class="pole end" aria-hidden="true"><span class="number">${strings.count(b)}</span> ${other}</span>
      <span class="hidden">${strings.say('chart.pole', one, other)}: ${strings.counted('sentences', a)}; ${strings.counted('sentences', b)}</span>
    </li>
  `;
}
