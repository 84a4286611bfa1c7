import { TaggerError, describe } from '../../src/errors.ts';
import { shippedSets } from '../../src/label-sets/shipped/index.ts';
import { LabelSetStore, type SetSummary } from '../../src/label-sets/store.ts';
import type { LabelSet } from '../../src/label-sets/types.ts';
import { keepsResults } from './keep-choice.ts';

/** Milliseconds after the last change before a set is saved. */
const SAVE_DELAY = 300;

/** The set that is open, and what is known of its copy on the device. */
export interface OpenSet {
  readonly set: LabelSet;
  readonly own: boolean;
  /** Revision on the device that the set goes on from; 0 where it was never saved. */
  readonly revision: number;
}

/** Where the open set stands. */
export type SaveState =
  | { readonly kind: 'none' | 'saving' | 'saved' | 'unkept' }
  | { readonly kind: 'conflict' | 'failed'; readonly message: string };

/** The label sets of the page: those that come with it, and the reader's own, saved as they are edited. Knows no elements. */
export class OwnSets {
  readonly #store = new LabelSetStore();
  readonly #changed: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsaved = false;
  #saving: Promise<void> = Promise.resolve();
  own: readonly SetSummary[] = [];
  open: OpenSet | undefined;
  state: SaveState = { kind: 'none' };

  /** @param changed called whenever there is something else to show */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.#store.onChange((id) => void this.#changedElsewhere(id));
    // A page that is left at once saves what is under way.
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && void this.#save());
  }

  async refresh(): Promise<void> {
    await this.#try(async () => {
      this.own = await this.#store.list();
    });
  }

  async show(id: string): Promise<void> {
    await this.flush();
    await this.#try(async () => {
      const kept = this.own.some((summary) => summary.id === id) ? await this.#store.get(id) : undefined;
      const shipped = shippedSets.find((set) => set.id === id);
      if (kept) this.open = { set: kept.set, own: true, revision: kept.revision };
      else if (shipped) this.open = { set: await shipped.load(), own: false, revision: 0 };
      this.state = { kind: 'none' };
    });
  }

  /** Opens a set as the reader's own, under an id of its own. One that is there already, the same to the letter, is opened as it is. */
  async adopt(set: LabelSet): Promise<void> {
    await this.flush();
    await this.refresh();
    const there = shippedSets.find(({ id }) => id === set.id);
    const same = this.own.some(({ id }) => id === set.id) ? (await this.#store.get(set.id))?.set : await there?.load();
    const { copyOf } = await import('../../src/label-sets/edit.ts');
    if (same) {
      const { writeLabelSet } = await import('../../src/label-sets/json.ts');
      if (writeLabelSet(same) === writeLabelSet(set)) return await this.show(set.id);
    }
    this.open = { set: same ? copyOf(set, this.taken) : set, own: true, revision: 0 };
    this.#unsaved = true;
    await this.flush();
  }

  get taken(): string[] {
    return [...shippedSets, ...this.own].map(({ id }) => id);
  }

  /** Takes over what the reader has changed. */
  change(set: LabelSet): void {
    if (!this.open?.own) return;
    this.open = { ...this.open, set };
    this.#unsaved = true;
    this.state = { kind: 'saving' };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_DELAY);
    this.#changed();
  }

  async delete(): Promise<void> {
    const { open } = this;
    if (!open?.own) return;
    this.#unsaved = false;
    clearTimeout(this.#timer);
    await this.#saving;
    await this.#try(async () => {
      await this.#store.delete(open.set.id);
      this.own = await this.#store.list();
      this.open = undefined;
      this.state = { kind: 'none' };
    });
  }

  /** After a conflict: keeps this version beside the other one. */
  async keepAsCopy(): Promise<void> {
    if (!this.open) return;
    const { copyOf } = await import('../../src/label-sets/edit.ts');
    await this.refresh();
    this.open = { set: copyOf(this.open.set, this.taken), own: true, revision: 0 };
    this.#unsaved = true;
    await this.flush();
  }

  /** After a conflict: gives this version up. */
  async takeOther(): Promise<void> {
    this.#unsaved = false;
    const id = this.open?.set.id ?? '';
    this.open = undefined;
    await this.refresh();
    await this.show(id);
  }

  /** Saves what is not saved. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await (this.#saving = this.#saving.then(() => this.#save()));
  }

  async #save(): Promise<void> {
    const { open } = this;
    if (!this.#unsaved || !open) return;
    this.#unsaved = false;
    if (!keepsResults()) {
      this.state = { kind: 'unkept' };
      this.#changed();
      return;
    }
    try {
      const revision = await this.#store.save(open.set, open.revision);
      if (this.open?.set.id === open.set.id) this.open = { ...this.open, revision };
      this.own = await this.#store.list();
      this.state = { kind: this.#unsaved ? 'saving' : 'saved' };
    } catch (error) {
      this.state = { kind: error instanceof TaggerError && error.code === 'changed-elsewhere' ? 'conflict' : 'failed', message: messageOf(error) };
    }
    this.#changed();
  }

  async #changedElsewhere(id: string): Promise<void> {
    await this.refresh();
    const { open } = this;
    if (open?.own !== true || open.set.id !== id || this.#unsaved) return;
    const kept = await this.#store.get(id).catch(() => undefined);
    if (!kept) this.state = { kind: 'none' };
    else if (kept.revision > open.revision && !this.#unsaved) this.open = { set: kept.set, own: true, revision: kept.revision };
    this.#changed();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.state = { kind: 'failed', message: messageOf(error) };
    }
    this.#changed();
  }
}

function messageOf(error: unknown): string {
  return error instanceof TaggerError ? `${error.message} ${error.hint}` : describe(error);
}
