import { html, type TemplateResult } from 'lit';

export interface BringActions {
  /** Something is held over the place to drop it. */
  readonly over: (over: boolean) => void;
  readonly drop: (items: DataTransferItemList) => void;
  readonly pick: (files: FileList) => void;
  readonly fetch: (address: string) => void;
}

/** Ways to bring a model: drop it, choose it, or give its address. */
export function bringForm(over: boolean, actions: BringActions): TemplateResult {
  const picked = (event: Event): void => {
    const { files } = event.target as HTMLInputElement;
    if (files && files.length > 0) actions.pick(files);
  };
  return html`
    <h2>Bring your own</h2>
    <div
      class=${over ? 'models-drop over' : 'models-drop'}
      @dragover=${(event: DragEvent) => {
        event.preventDefault();
        actions.over(true);
      }}
      @dragleave=${() => actions.over(false)}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        actions.over(false);
        if (event.dataTransfer) actions.drop(event.dataTransfer.items);
      }}
    >
      <p>Drop a model’s folder or .zip file here, or choose it:</p>
      <div class="models-actions">
        <label class="models-file">Choose a folder<input type="file" webkitdirectory multiple data-pick="folder" @change=${picked} /></label>
        <label class="models-file">Choose a .zip file<input type="file" accept=".zip,application/zip" data-pick="zip" @change=${picked} /></label>
      </div>
    </div>
    <form
      class="models-address"
      @submit=${(event: Event) => {
        event.preventDefault();
        const field = (event.target as HTMLFormElement).elements.namedItem('address');
        if (field instanceof HTMLInputElement && field.value.trim() !== '') actions.fetch(field.value.trim());
      }}
    >
      <label>or the address of a folder <input name="address" type="text" inputmode="url" autocomplete="off" spellcheck="false" placeholder="./models/mine/" /></label>
      <button type="submit">Look at it</button>
    </form>
    <p class="models-note">
      Either a bundle (with manifest.json), or what converters for the web leave: config.json, tokenizer.json, tokenizer_config.json and onnx/model_quantized.onnx or
      onnx/model.onnx. It is checked here, sent nowhere, and nothing in it is run as a program. A graph may have 512 MB, a model 4 GB in all. This page asks only its own server for files.
    </p>
  `;
}
