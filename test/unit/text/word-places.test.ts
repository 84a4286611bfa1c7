import { describe, expect, it } from 'vitest';
import { wordPlaces } from '../../../src/text/word-places.ts';

const words = (text: string): string[] => wordPlaces(text).map(({ start, end }) => text.slice(start, end));

describe('places where a text can be cut', () => {
  it('are its words where there are spaces', () => {
    expect(words('One thing, another – naïve 1,000.')).toEqual(['One', 'thing,', 'another', '–', 'naïve', '1,000.']);
    expect(words('한국어 문장은 띄어쓴다')).toEqual(['한국어', '문장은', '띄어쓴다']);
  });

  it('are characters, with their marks, in scripts without spaces', () => {
    expect(words('我们要2030年的气候')).toEqual(['我', '们', '要', '2030', '年', '的', '气', '候']);
    expect(words('カードを𠮷野で')).toEqual(['カ', 'ー', 'ド', 'を', '𠮷', '野', 'で']);
    expect(words('น้ำใจ AI ดี')).toEqual(['น้', 'ำ', 'ใ', 'จ', 'AI', 'ดี']);
    expect(wordPlaces('水 water').map(({ shared }) => shared)).toEqual([true, false]);
  });
});
