import { html, nothing, type TemplateResult } from 'lit';
import { counted } from '../../src/components/strings.ts';
import type { StorageReport } from '../../src/index.ts';
import { WORK, WORK_KINDS, type OwnWork, type WorkKind } from './own-work.ts';
import { room } from './room.ts';

/** What is kept on the device. */
export interface KeptReport extends StorageReport {
  /** Bytes of model and engine, and of the models that the reader has brought. */
  readonly fileBytes: number;
  readonly ownBytes: number;
  /** Bytes of the language models that were fetched or brought. */
  readonly generatorBytes: number;
  readonly work: OwnWork;
}

export interface FigureActions {
  readonly clear: () => void;
  readonly deleteFiles: () => void;
  readonly deleteGenerators: () => void;
  readonly askForWork: (kind: WorkKind) => void;
}

/** What is kept, with the means to delete each. */
export function storageFigures({ mode, sentences, bytes, budget, fileBytes, ownBytes, generatorBytes, work, usage, quota, persistent }: KeptReport, actions: FigureActions): TemplateResult {
  return html`
    <dl class="storage-figures">
      <div>
        <dt>Scores</dt>
        <dd>
          ${sentences === 0 ? 'none' : `of ${counted(sentences, 'sentence')}, ${room(bytes)} of at most ${room(budget)}`}${mode === 'memory'
            ? '; this browser lets the page keep them only until it is closed'
            : ''}
        </dd>
        <dd><button type="button" aria-disabled=${sentences === 0} @click=${actions.clear}>Delete scores</button></dd>
      </div>
      <div>
        <dt>Model and engine</dt>
        <dd>${fileBytes === 0 ? 'none' : room(fileBytes)}</dd>
        <dd><button type="button" aria-disabled=${fileBytes === 0} @click=${actions.deleteFiles}>Delete files</button></dd>
      </div>
      ${ownBytes === 0
        ? nothing
        : html`
            <div>
              <dt>Your models</dt>
              <dd>${room(ownBytes)}; each is deleted under “Models”, at the top of the page</dd>
            </div>
          `}
      ${generatorBytes === 0
        ? nothing
        : html`
            <div>
              <dt>Language models</dt>
              <dd>${room(generatorBytes)}</dd>
              <dd><button type="button" @click=${actions.deleteGenerators}>Delete them</button></dd>
            </div>
          `}
      ${WORK_KINDS.filter((kind) => work[kind] > 0).map(
        (kind) => html`
          <div>
            <dt>${WORK[kind].title}</dt>
            <dd>${counted(work[kind], WORK[kind].thing)}</dd>
            <dd><button type="button" @click=${() => actions.askForWork(kind)}>Delete ${WORK[kind].thing}s</button></dd>
          </div>
        `,
      )}
      ${usage === undefined || quota === undefined
        ? nothing
        : html`
            <div>
              <dt>This site in all</dt>
              <dd>
                About ${room(usage)} of the ${room(quota)} that the browser allows, as it estimates with some delay${persistent === undefined
                  ? ''
                  : persistent
                    ? '; it has promised to keep them'
                    : '; it may delete them when the device runs out of room'}
              </dd>
            </div>
          `}
    </dl>
  `;
}
