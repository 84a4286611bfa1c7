import { afterEach, describe, expect, it } from 'vitest';
import { LabelSetStore } from '../../../src/label-sets/store.ts';
import type { LabelSet } from '../../../src/label-sets/types.ts';

const open: LabelSetStore[] = [];
const NAME = 'test-label-sets';

function store(): LabelSetStore {
  const made = new LabelSetStore(NAME);
  open.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(open.splice(1).map((made) => made.close()));
  const [first] = open.splice(0);
  await first?.clear();
  await first?.close();
});

const set: LabelSet = { format: 'value-tagger/label-set', version: 1, id: 'mine', name: 'Mine', language: 'en', labels: [{ id: 'a', name: 'Ä', examples: ['one', 'two'] }] };

describe('the store of label sets', () => {
  it('keeps sets as they are, for the next visit', async () => {
    const first = store();
    expect(await first.list()).toEqual([]);
    expect(await first.save(set, 0)).toBe(1);
    await first.close();
    const second = store();
    expect((await second.get('mine'))?.set).toEqual(set);
    expect(await second.list()).toMatchObject([{ id: 'mine', name: 'Mine', labels: 1 }]);
    expect(await second.get('other')).toBeUndefined();
  });

  it('tells other tabs, and lets none write over what it has not seen', async () => {
    const [one, other] = [store(), store()];
    const heard: string[] = [];
    other.onChange((id) => heard.push(id));
    await one.save(set, 0);
    await expect.poll(() => heard).toEqual(['mine']);
    await other.save({ ...set, name: 'Theirs' }, 1);
    await expect(one.save({ ...set, name: 'Ours' }, 1)).rejects.toMatchObject({ code: 'changed-elsewhere', message: '“Ours” was saved in another tab meanwhile.' });
    expect((await one.get('mine'))?.set.name).toBe('Theirs');
    await other.delete('mine');
    await expect(one.save(set, 2)).rejects.toMatchObject({ message: '“Mine” was deleted in another tab meanwhile.' });
    expect(await one.list()).toEqual([]);
  });

  it('gives nothing for a set that something else has spoilt', async () => {
    const own = store();
    await own.save({ ...set, labels: [] }, 0);
    await expect(own.get('mine')).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('$.labels') as string });
  });
});
