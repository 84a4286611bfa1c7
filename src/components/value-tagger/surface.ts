import type { TaggedSentence } from '../../tagging/types.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import type { InPlace } from '../in-place/in-place.ts';
import { TextView, type TextViewOwner } from '../text-view/text-view.ts';

/** What a surface asks of its owner besides. */
export interface SurfaceOwner extends TextViewOwner {
  labelsOf(sentence: TaggedSentence): readonly LabelId[];
}

/** Where a text is marked: in the element, or where it stands in the page. */
export class Surface {
  readonly #view: TextView;
  readonly #owner: SurfaceOwner;
  #inPlace: InPlace | undefined;
  #sentences: TaggedSentence[] = [];
  #taxonomy: Taxonomy | undefined;
  #highlight: LabelId | undefined;
  #selected: number | undefined;

  constructor(element: HTMLElement, owner: SurfaceOwner) {
    this.#owner = owner;
    this.#view = new TextView(element, owner);
  }

  get inPlace(): InPlace | undefined {
    return this.#inPlace;
  }

  set inPlace(inPlace: InPlace | undefined) {
    if (inPlace === this.#inPlace) return;
    this.#inPlace = inPlace;
    if (inPlace && this.#taxonomy) inPlace.setTaxonomy(this.#taxonomy);
  }

  /** The part of the text that can be seen; undefined where that is not known. */
  get inSight(): { readonly start: number; readonly end: number } | undefined {
    return this.#inPlace ? undefined : this.#view.inSight;
  }

  /** Sentence that the keyboard is at. */
  get focused(): number | undefined {
    return this.#view.focused;
  }

  setText(text: string): void {
    this.#sentences = [];
    this.#selected = undefined;
    this.#inPlace?.restart();
    this.#view.setText(this.#inPlace ? '' : text);
  }

  add(sentences: readonly TaggedSentence[]): void {
    this.#sentences.push(...sentences);
    if (this.#inPlace) this.#inPlace.add(sentences);
    else this.#view.add(sentences);
  }

  /** Nothing more comes for this text. */
  settle(): void {
    this.#inPlace?.settle();
  }

  setTaxonomy(taxonomy: Taxonomy): void {
    this.#taxonomy = taxonomy;
    this.#inPlace?.setTaxonomy(taxonomy);
  }

  redraw(): void {
    this.#inPlace?.redraw();
    this.#view.redraw();
  }

  /** Brings out the sentences with this label. */
  set highlight(label: LabelId | undefined) {
    if (label === this.#highlight) return;
    this.#highlight = label;
    this.#view.highlight = label;
    this.#emphasize();
  }

  set selected(index: number | undefined) {
    this.#selected = index;
    this.#view.selected = index;
    this.#emphasize();
  }

  /** Brings a sentence into sight; where `focus` is set, the keyboard goes on from there. */
  reveal(index: number, focus: boolean): void {
    if (this.#inPlace) this.#inPlace.reveal(index);
    else this.#view.reveal(index, focus);
  }

  stop(): void {
    this.#view.stop();
  }

  #emphasize(): void {
    if (!this.#inPlace) return;
    const label = this.#highlight;
    const lit = label === undefined ? [] : this.#sentences.filter((sentence) => this.#owner.labelsOf(sentence).includes(label)).map(({ index }) => index);
    this.#inPlace.emphasize(this.#selected === undefined ? lit : [...lit, this.#selected]);
  }
}
