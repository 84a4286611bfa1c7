import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { IMPORT_LIMITS } from '../../../src/bundle/limits.ts';
import { unzip } from '../../../src/bundle/zip.ts';
import { makeZip, type ZipPart } from '../../support/zip.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const refused = (fault: RegExp): unknown => expect.objectContaining({ code: 'bundle-refused', message: expect.stringMatching(fault) as string });
const texts = async (zip: Blob): Promise<Record<string, string>> => {
  const given: Record<string, string> = {};
  for (const [name, blob] of await unzip(zip)) given[name] = await blob.text();
  return given;
};

/** Bytes that look like the end of an entry and the beginning of another. */
const TRICKY = Uint8Array.from([...bytes('before'), 0x50, 0x4b, 7, 8, ...Array<number>(12).fill(0), 0x50, 0x4b, 3, 4, ...bytes('after'), 0x50, 0x4b, 1, 2]);

describe('unzip', () => {
  const zipped = (files: Readonly<Record<string, Uint8Array>>, level: 0 | 9 = 9): Blob => new Blob([new Uint8Array(zipSync(files, { level }))]);

  it.each([0, 9] as const)('gives the files back (level %i), however large', async (level) => {
    const large = Uint8Array.from({ length: 900_000 }, (_, index) => (index * 7919) % 251);
    const files = await unzip(zipped({ 'a/large.bin': large, 'a/small.txt': new Uint8Array([104, 105]), 'a/empty': new Uint8Array() }, level));
    expect([...files.keys()]).toEqual(['a/large.bin', 'a/small.txt', 'a/empty']);
    expect(Buffer.compare(Buffer.from((await files.get('a/large.bin')?.arrayBuffer()) ?? new ArrayBuffer()), large)).toBe(0);
    expect(await files.get('a/small.txt')?.text()).toBe('hi');
    expect(files.get('a/empty')?.size).toBe(0);
  });

  it.each([0, 8])('reads entries whose size stands behind them, whatever their bytes look like (method %i)', async (method) => {
    const files = await unzip(makeZip([{ name: 'tricky.bin', data: TRICKY, method, descriptor: true }, { name: 'next.txt', data: bytes('next'), method, descriptor: true }]));
    expect([...new Uint8Array((await files.get('tricky.bin')?.arrayBuffer()) ?? new ArrayBuffer())]).toEqual([...TRICKY]);
    expect(await files.get('next.txt')?.text()).toBe('next');
  });

  it('reads sizes in 64 bits, and a comment that looks like a table', async () => {
    const parts: ZipPart[] = [{ name: 'größe.txt', data: bytes('one'), wide: true }, { name: 'b.txt', data: bytes('two'), method: 8, wide: true }];
    expect(await texts(makeZip(parts, { wide: true }))).toEqual({ 'größe.txt': 'one', 'b.txt': 'two' });
    expect(await texts(makeZip(parts, { comment: Uint8Array.from([0x50, 0x4b, 5, 6, ...Array<number>(40).fill(0)]) }))).toEqual({ 'größe.txt': 'one', 'b.txt': 'two' });
  });

  const one: ZipPart = { name: 'one.bin', data: bytes('one and more'), method: 8 };
  const two: ZipPart = { name: 'two.bin', data: bytes('two and more') };
  it.each<[string, RegExp, readonly ZipPart[]]>([
    ['encrypted entries', /"two\.bin" is encrypted/, [one, { ...two, flags: 1 }]],
    ['ways to pack that it cannot read', /"two\.bin" is packed in a way that cannot be read \(method 12\)/, [one, { ...two, method: 12 }]],
    ['entries that share their bytes', /entries overlap/, [one, { ...two, name: 'one.bin', method: 8, data: one.data, says: { header: 0, packed: 10 } }]],
    ['an entry that reaches into the next', /entries overlap/, [{ ...two, says: { packed: 40 } }, { ...two, name: 'b' }]],
    ['an entry that reaches into the table', /reaches into its table/, [one, { ...two, says: { packed: 30 } }]],
    ['an entry beyond the end', /beyond its end/, [one, { ...two, says: { header: 100_000 } }]],
    ['an entry that is not where the table says', /"two\.bin" is not where its table says/, [one, { ...two, says: { header: 3 } }]],
    ['another name in the table than before the data', /"safe\.bin" is called or packed otherwise/, [one, { ...two, says: { name: 'safe.bin' } }]],
    ['another check sum (stored)', /"two\.bin" is damaged: its check sum/, [one, { ...two, says: { crc32: 1 } }]],
    ['another check sum (deflated)', /"one\.bin" is damaged: its check sum/, [{ ...one, says: { crc32: 1 } }]],
    ['more bytes than the table says', /"one\.bin" is damaged: it has more than the 5 bytes/, [{ ...one, says: { size: 5 } }]],
    ['fewer bytes than the table says', /"one\.bin" is damaged: it has 12 bytes and not the 50/, [{ ...one, says: { size: 50 } }]],
  ])('refuses %s', async (_, fault, parts) => {
    await expect(unzip(makeZip(parts))).rejects.toThrowError(refused(fault) as Error);
  });

  it('refuses a file that is cut off, wherever, and never takes a part of it', async () => {
    const whole = makeZip([one, two], { wide: true });
    for (let length = 0; length < whole.size; length++) await expect(unzip(whole.slice(0, length)), `${length} bytes`).rejects.toThrowError(refused(/cut off or damaged|no zip file/) as Error);
  });

  it('refuses or reads a file of which a byte was changed, and fails in no other way', async () => {
    const whole = new Uint8Array(await makeZip([one, { ...two, descriptor: true }], { wide: true }).arrayBuffer());
    for (let at = 4; at < whole.length; at++) {
      const changed = whole.slice();
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      const error: unknown = await unzip(new Blob([changed])).then(() => undefined, (thrown: unknown) => thrown);
      if (error !== undefined) expect(error, `byte ${at}`).toEqual(refused(/./));
    }
  });

  it('counts what it grows to and not what its table says', async () => {
    const bomb = zipped({ 'zeros.bin': new Uint8Array(30_000_000) });
    expect(bomb.size).toBeLessThan(100_000);
    await expect(unzip(bomb)).rejects.toThrow(/grows to more than 50 times/);
    await expect(unzip(bomb, { limits: { ...IMPORT_LIMITS, slack: 1e9, total: 1_000_000 } })).rejects.toThrow(/more than 1 MB/);
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    let read = 0;
    const zip = zipped({ 'large.bin': new Uint8Array(400_000) }, 0);
    const running = unzip(zip, {
      signal: stop.signal,
      onBytes: (loaded) => {
        read = loaded;
        stop.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    expect(read).toBeLessThan(100_000);
  });
});
