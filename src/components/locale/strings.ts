import type { Device, TaggingProgress } from '../../tagging/types.ts';
import type { TaxonomyId } from '../../taxonomy/types.ts';
import { en, type Catalogue, type MessageId } from './en.ts';
import { formats, type Formats } from './formats.ts';
import { speaker, type Say } from './say.ts';

const DEVICES = { webgpu: 'GPU', wasm: 'CPU' } as const;

/** What is counted. */
type Counted = 'sentences' | 'tags' | 'labels' | 'examples' | 'corrections';

/** Everything that the elements say in one language, as functions of what is filled in. */
export class Strings {
  readonly say: Say;
  readonly formats: Formats;

  constructor(locale: string, catalogue: Catalogue) {
    this.say = speaker(catalogue);
    this.formats = formats(locale);
  }

  get locale(): string {
    return this.formats.locale;
  }

  count(value: number): string {
    return this.formats.count(value);
  }

  fraction(value: number): string {
    return this.formats.fraction(value);
  }

  list(parts: readonly string[]): string {
    return this.formats.list(parts);
  }

  /** 1,234 sentences; 1 sentence */
  counted(what: Counted, value: number): string {
    return this.say(`count.${what}.${this.formats.plural(value)}`, this.count(value));
  }

  /** 6 %, or less than one as such. */
  percent(share: number): string {
    return share > 0 && share < 0.005 ? this.say('unit.lessThanOnePercent') : this.say('unit.percent', String(Math.round(share * 100)));
  }

  /** 23.4 MB */
  megabytes(bytes: number): string {
    return this.say('unit.megabytes', this.formats.decimal(bytes / 1e6, bytes < 1e6 ? 2 : 1));
  }

  /** Name of a higher-order group; undefined for one that the toolkit does not know. */
  group(id: string): string | undefined {
    return this.#known(`group.${id}`);
  }

  /** What a level of a theory is called in the switch. */
  level(id: TaxonomyId): string | undefined {
    return this.#known(`level.${id}`);
  }

  phase(progress: TaggingProgress): string {
    switch (progress.phase) {
      case 'download':
        return this.say('progress.download', progress.file, this.megabytes(progress.loaded), this.megabytes(progress.total));
      case 'verify':
        return this.say('progress.verify');
      case 'compile':
        return this.say('progress.compile');
      case 'self-test':
        return this.say('progress.selfTest');
      case 'tag':
        return this.say('progress.tag', this.count(progress.done), this.counted('sentences', progress.total));
    }
  }

  done(sentences: number, device: Device | undefined): string {
    const read = this.counted('sentences', sentences);
    return device ? this.say('progress.doneOn', read, DEVICES[device]) : this.say('progress.done', read);
  }

  truncated(sentences: number): string {
    return this.say(`notices.truncated.${this.formats.plural(sentences)}`, this.counted('sentences', sentences));
  }

  unlisted(labels: number): string {
    return this.say(`legend.unlisted.${this.formats.plural(labels)}`, this.counted('labels', labels));
  }

  domain(domains: readonly string[]): string {
    return domains.every((domain) => domain === 'not stated') ? this.say('domain.unknown') : this.say('domain.trained', this.list(domains));
  }

  /** Why a word is marked that a list has. */
  word(direction: 1 | -1 | undefined): string {
    return this.say(direction === undefined ? 'details.word' : direction > 0 ? 'details.wordFor' : 'details.wordAgainst');
  }

  /** A label's part in a text. */
  wedge(name: string, sentences: number, total: number, low: number, high: number): string {
    const share = this.percent(sentences / Math.max(1, total));
    return this.say('chart.wedge', name, this.count(sentences), this.counted('sentences', total), share, this.percent(low), this.percent(high));
  }

  #known(id: string): string | undefined {
    return isMessage(id) ? this.say(id) : undefined;
  }
}

function isMessage(id: string): id is MessageId {
  return Object.hasOwn(en, id);
}
