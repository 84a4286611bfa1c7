import { nothing, type TemplateResult } from 'lit';
import type { Part } from '../part.ts';
import type { FrameActions, FrameState } from './frame.ts';
import { partPlace } from './part-place.ts';
import { PARTS } from './parts.ts';
import type { Reading } from './reading.ts';

/** What the chosen view shows in the place of the text, or beneath it. */
export function panel(state: FrameState, actions: FrameActions): TemplateResult | typeof nothing {
  const { view, confidence, language, highlight } = state;
  const { strings } = language;
  switch (view) {
    case 'text':
      return state.inPlace ? list(state, true, strings.say('list.inPlace')) : nothing;
    case 'list':
      return list(state, false, '');
    case 'profile':
      return read(PARTS.profile, state, ({ profileView }, reading) => profileView(reading.profile(confidence, 0), reading.groupCounts(confidence), highlight, strings));
    case 'compare':
      return partPlace(PARTS.compare, state.parts, strings, ({ compareView }) => compareView(state.compare, strings, actions.compareWith));
    case 'trend':
      return read(PARTS.trend, state, ({ trendView }, reading) => trendView(reading, confidence, highlight));
  }
}

function list(state: FrameState, taggedOnly: boolean, heading: string): TemplateResult | typeof nothing {
  return read(PARTS.list, state, ({ listView }, reading) =>
    listView({ sentences: state.listed, taxonomy: reading.view.taxonomy, selected: state.selection.index, highlight: state.highlight, taggedOnly, heading }),
  );
}

/** A view of sentences that are read; its code is fetched while there are none yet. */
function read<Code extends object>(part: Part<Code>, { parts, results: { reading }, language }: FrameState, draw: (code: Code, reading: Reading) => TemplateResult): TemplateResult | typeof nothing {
  if (reading) return partPlace(part, parts, language.strings, (code) => draw(code, reading));
  parts.want(part);
  return nothing;
}
