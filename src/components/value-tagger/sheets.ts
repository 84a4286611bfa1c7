import { textViewStyles } from '../text-view/text-view.styles.ts';
import { tokens } from '../tokens.styles.ts';
import { compareViewStyles } from './compare-view.styles.ts';
import { confidenceStyles } from './confidence.styles.ts';
import { controlsStyles } from './controls.styles.ts';
import { detailsStyles } from './details.styles.ts';
import { legendStyles } from './legend.styles.ts';
import { profileViewStyles } from './profile-view.styles.ts';
import { statusStyles } from './status.styles.ts';
import { textTypeNoticeStyles } from './text-type-notice.styles.ts';
import { valueTaggerStyles } from './value-tagger.styles.ts';

/** All rules of the element; they hold within its shadow root alone. */
export const sheets = [
  tokens,
  textViewStyles,
  valueTaggerStyles,
  controlsStyles,
  statusStyles,
  textTypeNoticeStyles,
  confidenceStyles,
  legendStyles,
  detailsStyles,
  profileViewStyles,
  compareViewStyles,
];
