import { describe, expect, it } from 'vitest';
import { isPosition, labelNamed, matchLabels, ownIds, readLabelList } from '../../../src/bundle/match-labels.ts';
import { mft5, schwartz19, schwartz20 } from '../../../src/taxonomy/index.ts';

describe('matchLabels', () => {
  it.each([
    ['as the shared tasks print them', schwartz20.labels.map(({ name }) => name)],
    ['with underscores', schwartz20.labels.map(({ id }) => id.replaceAll('-', '_'))],
    ['in capitals, without marks', schwartz20.labels.map(({ name }) => name.toUpperCase().replace(/[^A-Z]+/g, ' '))],
  ])('knows the twenty values %s', (_, names) => {
    expect(matchLabels(names)).toEqual({ kind: 'known', taxonomy: 'schwartz-20', labels: schwartz20.labels.map(({ id }) => id) });
  });

  it('goes by names, whatever the order', () => {
    const names = schwartz19.labels.map(({ name }) => name).toReversed();
    expect(matchLabels(names)).toEqual({ kind: 'known', taxonomy: 'schwartz-19', labels: schwartz19.labels.map(({ id }) => id).toReversed() });
  });

  it('knows other names of the foundations', () => {
    expect(matchLabels(['Care/Harm', 'Fairness', 'Ingroup', 'Authority', 'Purity'])).toEqual({ kind: 'known', taxonomy: 'mft-5', labels: mft5.labels.map(({ id }) => id) });
  });

  it('leaves open what it does not know, and gives no label twice', () => {
    expect(matchLabels(['care', 'harm', 'fairness', 'loyalty', 'authority', 'sanctity', 'none'])).toMatchObject({ kind: 'known', taxonomy: 'mft-5', labels: ['care', undefined, 'fairness', 'loyalty', 'authority', 'sanctity', undefined] });
  });

  it('sees two sides of one label', () => {
    const match = matchLabels(['care.virtue', 'care.vice', 'fairness.virtue', 'fairness.vice']);
    expect(match).toEqual({ kind: 'sides', taxonomy: 'mft-5', parents: ['care', 'care', 'fairness', 'fairness'] });
    const names = schwartz19.labels.flatMap(({ name }) => [`${name} attained`, `${name} constrained`]);
    expect(matchLabels(names)).toMatchObject({ kind: 'sides', taxonomy: 'schwartz-19', parents: schwartz19.labels.flatMap(({ id }) => [id, id]) });
  });

  it('takes no position for a name', () => {
    expect(matchLabels(Array.from({ length: 20 }, (_, index) => `LABEL_${index}`))).toEqual({ kind: 'positions', taxonomy: 'schwartz-20' });
    expect(['LABEL_3', '3', 'class 3', 'label-12'].every(isPosition)).toBe(true);
    expect(isPosition('care')).toBe(false);
  });

  it('takes labels that it does not know as the model’s own', () => {
    expect(matchLabels(['joy', 'anger', 'fear'])).toEqual({ kind: 'own' });
    expect(ownIds(['Joy!', 'joy', '…'])).toEqual(['joy', 'joy-1', 'label-2']);
  });

  it('reads one name', () => {
    expect(labelNamed(schwartz20, ' self_direction: THOUGHT ')).toBe('self-direction-thought');
    expect(labelNamed(schwartz20, 'thoughtfulness')).toBeUndefined();
  });
});

describe('readLabelList', () => {
  it.each([
    ['lines', 'care\nfairness\n\nloyalty'],
    ['commas', 'care, fairness, loyalty'],
    ['numbered lines', '0: care\n1. fairness\n2) loyalty'],
    ['a configuration’s map', '"0": "care",\n"1": "fairness",\n"2": "loyalty"'],
    ['positions and names', 'LABEL_0: care\nLABEL_1: fairness\nLABEL_2: loyalty'],
  ])('reads %s', (_, list) => {
    expect(readLabelList(list)).toEqual(['care', 'fairness', 'loyalty']);
  });
});
