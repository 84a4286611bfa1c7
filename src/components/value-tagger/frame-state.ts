import type { LabelId } from '../../taxonomy/types.ts';
import type { FrameActions, FrameState } from './frame.ts';
import type { Navigation } from './navigation.ts';
import { textTypeMessage } from './text-type-notice.ts';
import type { ValueTagger } from './value-tagger.ts';
import type { Workbench } from './workbench.ts';

/** Everything that the element shows, as it stands now. */
export function frameState(host: ValueTagger, work: Workbench, { sheet }: Navigation, highlight: LabelId | undefined): FrameState {
  const { store, selection, judging, locale, comparing, source, pinned, search } = work;
  const { results } = store;
  const open = results.sentence(selection.index);
  const confidence = host.chosenConfidence;
  const inPlace = source.awaiting || source.inPlace !== undefined;
  return {
    language: locale.language,
    view: host.view,
    inPlace,
    theme: host.theme,
    narrow: sheet.narrow,
    sheet: sheet.open,
    readonly: host.readonly,
    text: host.text,
    awaiting: source.awaiting,
    run: store.state,
    results,
    taxonomy: host.taxonomy,
    confidence,
    device: host.device,
    notices: host.notices,
    textTypeMessage: warning(host, work),
    highlight,
    pinned,
    search,
    selection,
    evidence: open && selection.evidence(store.tagger, selection.explained ?? results.strengths(open)[0]?.label),
    corrections: judging.corrections,
    listed: host.view === 'list' || inPlace ? work.listed() : [],
    compare: { texts: (by) => comparing.texts(results, confidence, by), state: comparing.state, open: !host.readonly, other: host.compareTo },
    parts: work.parts,
    noteAgain: judging.noteAgain,
    said: judging.said,
  };
}

/** What the reader is told of a text that is unlike what the model learned from. */
function warning(host: ValueTagger, { store, noteDismissed, locale }: Workbench): string | undefined {
  const { textType } = store;
  if (!textType || noteDismissed || host.withoutTextCheck) return undefined;
  const readable = host.model?.languages ?? [];
  // Another model may read the language that the text is in.
  return textType.languages.some((language) => readable.includes(language)) ? undefined : textTypeMessage(textType, locale.strings);
}

/** What a reader can do in the element. */
export function frameActions(host: ValueTagger, work: Workbench, navigation: Navigation, hover: (label: LabelId | undefined) => void): FrameActions {
  const update = (): void => host.requestUpdate();
  const chosen = (): ReturnType<ValueTagger['sentence']> => work.store.results.sentence(work.selection.index);
  return {
    choose: (taxonomy) => (host.taxonomy = taxonomy),
    show: (view) => (host.view = view),
    setConfidence: (confidence) => (host.confidence = confidence),
    cancel: () => host.cancel(),
    start: () => host.start(),
    dismissNote: () => {
      work.noteDismissed = true;
      update();
      // The button that had the focus is gone; the keyboard goes on at the text.
      navigation.focus('.sentence[tabindex="0"]');
    },
    openSheet: () => navigation.openSheet(),
    closeSheet: () => navigation.closeSheet(),
    compareWith: (text) => (host.compareTo = text),
    hover,
    pin: (label) => {
      work.pinned = label;
      update();
    },
    search: (words) => {
      work.search = words;
      update();
    },
    step: (label, direction) => {
      navigation.sheet.open = false;
      work.step(label, direction);
      update();
    },
    close: () => navigation.close(),
    explain: (label) => work.selection.explain(label),
    showAll: (all) => work.selection.showAll(all),
    findWords: (label) => work.findWords(work.store.tagger, label),
    correct: (label, verdict) => work.correct(chosen(), label, verdict),
    undo: () => work.undo(),
    export: (format) => work.downloadCorrections(format),
  };
}
