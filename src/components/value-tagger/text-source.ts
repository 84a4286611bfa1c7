import { proseOf } from '../in-place/collect-text.ts';
import { InPlace, type InPlaceOwner } from '../in-place/in-place.ts';

/** How long the element's own content must be at rest before it is read again, in milliseconds. */
const REST = 100;

/** Where an element's text comes from when it is given none: another element of the page, or the element's own content. */
export class TextSource {
  readonly #host: HTMLElement;
  readonly #owner: InPlaceOwner;
  readonly #content = new MutationObserver(() => this.#noteContent());
  #inPlace: InPlace | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #id = '';

  constructor(host: HTMLElement, owner: InPlaceOwner) {
    this.#host = host;
    this.#owner = owner;
  }

  /** The marked part of the page; undefined where the text is shown in the element itself. */
  get inPlace(): InPlace | undefined {
    return this.#inPlace;
  }

  /**
   * Reads from the element with this id, or from the host's own content where it is empty.
   * @param layer element of the host's that boxes may stand in
   * @returns false where the page has no such element
   */
  connect(id: string, layer: HTMLElement): boolean {
    if (this.#inPlace && this.#id === id && this.#inPlace.target.isConnected) return true;
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
    this.#inPlace = new InPlace(target, layer, this.#owner);
    this.#owner.onText(this.#inPlace.read());
    return true;
  }

  disconnect(): void {
    clearTimeout(this.#rest);
    this.#content.disconnect();
    this.#inPlace?.stop();
    this.#inPlace = undefined;
  }

  #noteContent(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#readContent(), REST);
  }

  #readContent(): void {
    this.#owner.onText(proseOf(this.#host));
  }
}
