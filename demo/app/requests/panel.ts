import { html, nothing, render, type TemplateResult } from 'lit';
import { counted } from '../../../src/components/strings.ts';
import { openDialog } from '../dialog.ts';
import { generatorPlace } from '../generator-place.ts';
import { room } from '../room.ts';
import type { LoggedRequest, RequestLog } from './log.ts';

/** Shows every request of the page, and how to check it without believing the page. */
export function openRequests(dialog: HTMLDialogElement, log: RequestLog): void {
  render(panel(log), openDialog(dialog, 'What this page asked the network for'));
}

function panel(log: RequestLog): TemplateResult {
  const all = log.all();
  const late = all.filter((request) => request.late);
  const foreign = all.filter((request) => request.foreign);
  const { foreign: models } = generatorPlace();
  const bytes = all.reduce((sum, { networkBytes }) => sum + networkBytes, 0);
  return html`
    <p class="requests-verdict">
      ${foreign.length === 0
        ? html`<strong>All ${counted(all.length, 'request')} went to ${location.host}</strong>, where this page comes from, and fetched files: ${room(bytes)} over the network.`
        : html`<strong>${counted(foreign.length, 'request')} went elsewhere</strong>, to ${[...new Set(foreign.map(({ address }) => new URL(address).host))].join(', ')}.`}
      ${log.loaded
        ? html`Since page and model were loaded: ${counted(log.sinceLoad, 'request')} over the network. Your text is in none of them.`
        : html`The model is still being loaded.`}
    </p>
    <h3>Check it yourself</h3>
    <ol>
      <li>Open the browser’s developer tools (F12, or Ctrl/⌘ + Shift + I) and there the panel “Network”.</li>
      <li>Tag a text, move the slider, change the theory: no line appears that goes to another address than ${location.host}, and none has your text in it.</li>
      <li>Or disconnect: switch that panel from “No throttling” to “Offline”, or the computer to flight mode. Texts are tagged all the same.</li>
    </ol>
    <p class="soft">The browser is told to refuse everything else: the page’s content-security policy allows connections to its own server${models ? `, and to ${models} and where it sends downloads on to, for language models that you ask for` : ' alone'}.</p>
    ${late.length > 0 ? html`<h3>Since load</h3>${table(late, 'Requests since load')}` : nothing}
    <h3>To load the page</h3>
    ${table(all.filter((request) => !request.late), 'Requests to load the page')}
  `;
}

function table(requests: readonly LoggedRequest[], name: string): TemplateResult {
  return html`
    <div class="requests-table" tabindex="0" role="region" aria-label=${name}>
      <table>
        <thead>
          <tr>
            <th scope="col">Address</th>
            <th scope="col">By</th>
            <th scope="col">Network</th>
          </tr>
        </thead>
        <tbody>
          ${requests.map(
            ({ address, asker, network, networkBytes, foreign }) => html`
              <tr class=${foreign ? 'foreign' : ''}>
                <td>${foreign ? address : new URL(address).pathname}</td>
                <td>${asker}</td>
                <td>${networkBytes > 0 ? room(networkBytes) : network ? 'not told' : 'none: kept'}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}
