import { proseOf } from '../in-place/collect-text.ts';
import type { InPlace, InPlaceOwner } from '../in-place/in-place.ts';

/** How long the element's own content must be at rest before it is read again, in milliseconds. */
const REST = 100;

/** What the owner of a text is asked and told. */
export interface TextSourceOwner extends InPlaceOwner {
  /** The text is marked in this part of the page from now on; undefined where it is shown in the element. */
  onPlace(inPlace: InPlace | undefined): void;
  /** The code that marks a text where it stands could not be fetched. */
  onFailure(): void;
}

/** Where an element's text comes from when it is given none: another element of the page, or the element's own content. */
export class TextSource {
  readonly #host: HTMLElement;
  readonly #owner: TextSourceOwner;
  readonly #content = new MutationObserver(() => this.#noteContent());
  #inPlace: InPlace | undefined;
  /** Element whose text is to be marked, while the code for that is fetched. */
  #awaiting: HTMLElement | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #id = '';

  constructor(host: HTMLElement, owner: TextSourceOwner) {
    this.#host = host;
    this.#owner = owner;
  }

  /** Whether a text that stands in the page is about to be read. */
  get awaiting(): boolean {
    return this.#awaiting !== undefined;
  }

  /** The marked part of the page; undefined where the text is shown in the element itself. */
  get inPlace(): InPlace | undefined {
    return this.#inPlace;
  }

  /**
   * Reads from the element with this id, or from the host's own content where it is empty. What marks another element is fetched first.
   * @param layer element of the host's that boxes may stand in
   * @returns false where the page has no such element
   */
  connect(id: string, layer: HTMLElement): boolean {
    if (this.#id === id && (this.#awaiting ?? this.#inPlace?.target)?.isConnected) return true;
    this.disconnect();
    this.#id = id;
    if (id === '') {
      this.#content.observe(this.#host, { characterData: true, childList: true, subtree: true });
      this.#readContent();
      return true;
    }
    const root = this.#host.getRootNode();
    const target = root instanceof Document || root instanceof ShadowRoot ? (root.getElementById(id) ?? document.getElementById(id)) : null;
    if (!target) return false;
    void this.#mark(target, layer);
    return true;
  }

  disconnect(): void {
    clearTimeout(this.#rest);
    this.#content.disconnect();
    this.#awaiting = undefined;
    if (!this.#inPlace) return;
    this.#inPlace.stop();
    this.#inPlace = undefined;
    this.#owner.onPlace(undefined);
  }

  async #mark(target: HTMLElement, layer: HTMLElement): Promise<void> {
    this.#awaiting = target;
    const code = await import('../in-place/in-place.ts').catch(() => undefined);
    if (this.#awaiting !== target) return;
    this.#awaiting = undefined;
    if (!code) {
      this.#owner.onFailure();
      return;
    }
    this.#inPlace = new code.InPlace(target, layer, this.#owner);
    const text = this.#inPlace.read();
    this.#owner.onPlace(this.#inPlace);
    this.#owner.onText(text);
  }

  #noteContent(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#readContent(), REST);
  }

  #readContent(): void {
    this.#owner.onText(proseOf(this.#host));
  }
}
