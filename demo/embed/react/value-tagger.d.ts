import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { ValueTaggerTaggedEvent } from '../../../src/components/value-tagger/events.ts';
import type { ValueTagger } from '../../../src/components/value-tagger/value-tagger.ts';

/** React sets what the element has as a property, and everything else as an attribute; `on…` listens to an event of exactly that name. */
type Props = DetailedHTMLProps<HTMLAttributes<ValueTagger>, ValueTagger> &
  Partial<Pick<ValueTagger, 'text' | 'taxonomy' | 'confidence' | 'tagger' | 'withoutTextCheck'>> & {
    'onvalue-tagger-tagged'?: (event: ValueTaggerTaggedEvent) => void;
  };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'value-tagger': Props;
    }
  }
}
