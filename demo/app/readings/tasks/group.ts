import { html, nothing } from 'lit';
import { counted } from '../../../../src/components/strings.ts';
import { promote, type ValueGroup } from '../../../../src/generator/tasks/group.ts';
import { taggerVectors } from '../../../../src/generator/tagger-vectors.ts';
import type { GeneratorRun } from '../../../../src/generator/types.ts';
import { newId } from '../../../../src/label-sets/ids.ts';
import { LABEL_SET_FORMAT, LABEL_SET_VERSION, type LabelSet } from '../../../../src/label-sets/types.ts';
import type { Task } from '../task.ts';
import { extractTask } from './extract.ts';
import { whereEmpty } from './parts.ts';

/** Groups of open values with proposed names, which the reader may make a label set of. */
export const groupTask: Task = {
  id: 'group',
  title: 'group the values that it finds',
  what: 'Values that are found outside any list are put together where the page’s own model reads the same in them, and each group gets a name, which you can change. What you choose can become a label set of yours.',
  action: 'Group them',
  bySet: false,
  reads: 'part',
  async run(input, output) {
    const { generator, page, signal, onText } = input;
    let values = input.openValues;
    if (!values) {
      await extractTask.run(input, { ...output, show: () => undefined, keepOpenValues: (found) => output.keepOpenValues((values = found)) });
      output.step(0, 0);
    }
    const groups: { readonly group: ValueGroup; name: string; chosen: boolean }[] = [];
    let run: GeneratorRun | undefined;
    const accepted = (): ValueGroup[] => groups.filter(({ chosen }) => chosen).map(({ group, name }) => ({ ...group, name: name.trim() || group.name }));
    output.show({
      view: () => html`
        ${whereEmpty(run !== undefined && groups.length === 0, 'No values were found, so there is nothing to group.')}
        <ul class="readings-groups">
          ${groups.map(
            (entry, index) => html`<li>
              <input type="checkbox" aria-label="Take the group ${entry.name}" .checked=${entry.chosen} @change=${(event: Event) => {
                entry.chosen = (event.currentTarget as HTMLInputElement).checked;
                output.changed();
              }} />
              <div>
                <input type="text" dir="auto" aria-label="Name of group ${index + 1}" .value=${entry.name} @input=${(event: Event) => {
                  entry.name = (event.currentTarget as HTMLInputElement).value;
                }} />
                <p dir="auto">${entry.group.definition}</p>
                <p class="soft" dir="auto">${counted(entry.group.members.length, 'value')}: ${entry.group.members.map(({ name }) => name).join('; ')}</p>
              </div>
            </li>`,
          )}
        </ul>
        ${run && groups.length > 0
          ? html`<div class="readings-actions">
              <button type="button" ?disabled=${accepted().length === 0} @click=${() => void page.adopt(setOf(accepted()))}>Make a label set of ${counted(accepted().length, 'group')}</button>
            </div>`
          : nothing}
      `,
      data: () => ({ run, groups: groups.map(({ group, name, chosen }) => ({ ...group, proposed: group.name, name, chosen })) }),
    });
    ({ run } = await generator.group(values ?? [], {
      signal,
      onText,
      vectors: taggerVectors(page.tagger()),
      onGroup(group) {
        groups.push({ group, name: group.name, chosen: true });
        output.changed();
      },
    }));
  },
};

/** A label set of the reader's own, of groups that were accepted; their members are kept as other names. */
function setOf(groups: readonly ValueGroup[]): LabelSet {
  const taken = new Set<string>();
  const { labels } = promote(groups, { id: 'found-values', name: 'Values found in a text' });
  return {
    format: LABEL_SET_FORMAT,
    version: LABEL_SET_VERSION,
    id: 'found-values',
    name: 'Values found in a text',
    description: 'Groups of values that a language model proposed and a reader accepted.',
    language: 'en',
    labels: labels.map(({ name, definition }, index) => {
      const aliases = [...new Set(groups[index]?.members.map((member) => member.name) ?? [])].filter((alias) => alias !== name);
      return { id: newId(name, taken), name, definition, ...(aliases.length > 0 ? { aliases } : {}) };
    }),
  };
}
