/**
 * English prose for measurements, from a small grammar and a seed: no sentence occurs twice, since a repeated one
 * would be run once here and twice by others.
 */

/** Log-normal lengths in word pieces, the model's two marks included. */
export const LENGTHS = { median: 22, sigma: 0.6, shortest: 4, longest: 90 } as const;

const PEOPLE = 'teacher,miller,nurse,mayor,farmer,judge,sailor,widow,student,baker,priest,doctor,merchant,shepherd,carpenter,minister,neighbour,soldier,painter,weaver,lawyer,engineer,gardener,librarian,captain,clerk,tenant,voter,apprentice,stranger'.split(',');
const GROUPS = 'council,parliament,village,union,company,court,school,congregation,committee,army,government,hospital,newspaper,crew,assembly,family,guild,majority,opposition,commission'.split(',');
const QUALITIES = 'old,young,honest,proud,patient,careless,wealthy,poor,faithful,restless,modest,stubborn,generous,tired,famous,quiet,ambitious,cautious,foreign,learned'.split(',');
const NAMES = 'Anna,Martin,Clara,Joseph,Ruth,Edward,Helen,Samuel,Margaret,Thomas,Alice,Henry,Julia,Frederick,Emma,Walter,Sarah,Peter,Agnes,Robert'.split(',');
const DEEDS = 'defended,refused,praised,questioned,forgot,remembered,protected,ignored,celebrated,rejected,demanded,promised,feared,shared,betrayed,welcomed,admired,abandoned,examined,restored,obeyed,opposed'.split(',');
const ACTS = 'waited,answered,hesitated,smiled,left,agreed,protested,slept,returned,listened,wept,won,failed,stayed,prayed,laughed,worked,resigned,trembled,forgave'.split(',');
const THINGS = 'freedom,duty,the new law,justice,the harvest,tradition,wealth,the truth,mercy,equality,the common good,an old custom,the river,public order,knowledge,the weak,hospitality,ambition,the forest,an open debate,safety,friendship,the faith of the fathers,obedience,pleasure,the rights of strangers,a fair price,courage,peace,the memory of the dead'.split(',');
const PLACES = 'in the market square,near the harbour,beyond the mountains,at the edge of the wood,in a crowded hall,under the bridge,along the northern road,behind the mill,before the whole assembly,in every house of the valley,at the gate of the city,on the other side of the river'.split(',');
const TIMES = 'in that winter,after the flood,before the election,for many years,since the war ended,at the end of a long day,during the strike,in the first week of spring,on the morning of the trial,until the money was spent'.split(',');
const MANNERS = 'without a word of complaint,with great care,against all advice,for the sake of the children,out of respect for the elders,at the cost of a good name,with an almost childish delight,for nothing but honour,as if nothing had happened,in spite of every warning'.split(',');
const LINKS = 'because,although,while,and,but,so that,even though,whenever,until'.split(',');

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws from the grammar. */
class Grammar {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  length(): number {
    for (;;) {
      // Box and Muller's transform of two uniform numbers to a normal one.
      const normal = Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
      const length = Math.round(LENGTHS.median * Math.exp(LENGTHS.sigma * normal));
      if (length >= LENGTHS.shortest && length <= LENGTHS.longest) return length;
    }
  }

  /** @param pieces word pieces that the sentence is to have, about */
  sentence(pieces: number): string {
    // Two marks and the full stop.
    const wanted = Math.max(1, pieces - 3);
    if (wanted < 6) return this.#short(wanted);
    const parts = [this.#clause()];
    let written = words(parts[0] ?? '');
    let since = 0;
    while (written < wanted - 1) {
      const room = wanted - written;
      const next = room >= 9 && since > 0 ? `, ${this.#one(LINKS)} ${this.#clause()}` : ` ${this.#one([PLACES, TIMES, MANNERS][Math.floor(this.#random() * 3)] ?? PLACES)}`;
      since = next.startsWith(',') ? 0 : since + 1;
      if (words(next) > room + 3) break;
      parts.push(next);
      written += words(next);
    }
    return finish(parts.join(''));
  }

  #short(wanted: number): string {
    const name = this.#one(NAMES);
    const forms = [this.#one(ACTS), `${name} ${this.#one(ACTS)}`, `the ${this.#one(PEOPLE)} ${this.#one(ACTS)}`, `${name} ${this.#one(DEEDS)} the ${this.#one(PEOPLE)}`, `the ${this.#one(QUALITIES)} ${this.#one(PEOPLE)} ${this.#one(DEEDS)} ${name}`];
    return finish(forms[Math.max(1, wanted - 1)] ?? forms[4] ?? name);
  }

  #clause(): string {
    return `${this.#subject()} ${this.#one(DEEDS)} ${this.#one(THINGS)}`;
  }

  #subject(): string {
    const draw = this.#random();
    if (draw < 0.25) return this.#one(NAMES);
    if (draw < 0.5) return `the ${this.#one(GROUPS)}`;
    return `${draw < 0.75 ? 'the' : 'every'} ${this.#one(QUALITIES)} ${this.#one(PEOPLE)}`;
  }

  #one(list: readonly string[]): string {
    return list[Math.floor(this.#random() * list.length)] ?? '';
  }
}

/** Words and commas, which are a word piece each. */
const words = (text: string): number => text.match(/[\p{L}]+|,/gu)?.length ?? 0;

const finish = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** Sentences of mixed length ({@link LENGTHS}), none of which comes twice. Equal seeds give equal sentences. */
export class Prose {
  readonly #grammar: Grammar;
  readonly #given = new Set<string>();

  constructor(seed: number) {
    this.#grammar = new Grammar(seeded(seed));
  }

  take(count: number): string[] {
    return Array.from({ length: count }, () => this.#next());
  }

  #next(): string {
    const length = this.#grammar.length();
    // Short forms run out: a sentence that was there already is drawn again, a little longer each time.
    for (let more = 0; ; more++) {
      const sentence = this.#grammar.sentence(length + more);
      if (this.#given.has(sentence)) continue;
      this.#given.add(sentence);
      return sentence;
    }
  }
}

/** `count` different sentences of a seed. */
export const sentencesFrom = (seed: number, count: number): string[] => new Prose(seed).take(count);

/** Sentences as one text, five a paragraph. */
export const asText = (sentences: readonly string[]): string => sentences.map((sentence, index) => sentence + (index % 5 === 4 ? '\n\n' : ' ')).join('').trimEnd();
