import { LabelSetEditor } from './label-set-editor.ts';

// Apart from the other elements, so that only pages that edit label sets load the editor.
if (!customElements.get('label-set-editor')) customElements.define('label-set-editor', LabelSetEditor);
