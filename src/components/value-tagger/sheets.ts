import { textViewStyles } from '../text-view/text-view.styles.ts';
import { tokens } from '../tokens.styles.ts';
import { confidenceStyles } from './confidence.styles.ts';
import { controlsStyles } from './controls.styles.ts';
import { legendStyles } from './legend.styles.ts';
import { sideStyles } from './side.styles.ts';
import { statusStyles } from './status.styles.ts';
import { textTypeNoticeStyles } from './text-type-notice.styles.ts';
import { valueTaggerStyles } from './value-tagger.styles.ts';

/** The rules of the element; they hold within its shadow root alone. Those of its parts come with them. */
export const sheets = [
  tokens,
  textViewStyles,
  valueTaggerStyles,
  controlsStyles,
  statusStyles,
  textTypeNoticeStyles,
  confidenceStyles,
  sideStyles,
  legendStyles,
];
