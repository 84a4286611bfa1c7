import { describe, expect, it } from 'vitest';
import { droppedFiles, filesOf } from '../../../src/bundle/gather.ts';
import { IMPORT_LIMITS } from '../../../src/bundle/limits.ts';

/*
 * What a browser hands over in a `drop` event, as far as it is asked here: a folder gives its entries a hundred at a time, and
 * the list of items is empty once the event is over.
 */

type Tree = { readonly [name: string]: string | Tree };

const file = (path: string, content: string | DOMException): FileSystemEntry =>
  ({
    isFile: true,
    isDirectory: false,
    fullPath: path,
    file: (resolve: (file: File) => void, reject: (error: DOMException) => void) => queueMicrotask(() => (typeof content === 'string' ? resolve(new File([content], 'x')) : reject(content))),
  }) as unknown as FileSystemEntry;

function folder(path: string, tree: Tree): FileSystemEntry {
  const entries = Object.entries(tree).map(([name, content]) => (typeof content === 'string' ? file(`${path}/${name}`, content) : folder(`${path}/${name}`, content)));
  return {
    isFile: false,
    isDirectory: true,
    fullPath: path,
    createReader: () => {
      let given = 0;
      return { readEntries: (resolve: (part: FileSystemEntry[]) => void) => queueMicrotask(() => resolve(entries.slice(given, (given += 100)))) };
    },
  } as unknown as FileSystemEntry;
}

function dropped(...entries: readonly FileSystemEntry[]): { items: DataTransferItemList; over: () => void } {
  const items: unknown[] = [{ kind: 'string', webkitGetAsEntry: () => null }, ...entries.map((entry) => ({ kind: 'file', webkitGetAsEntry: () => entry }))];
  return { items: items as unknown as DataTransferItemList, over: () => items.splice(0) };
}

describe('a folder that is dropped onto the page', () => {
  it('is read with all folders in it, and its files have their paths', async () => {
    const { items, over } = dropped(folder('/mine', { 'config.json': '{}', onnx: { 'model.onnx': 'graph', deeper: { 'weights.bin': 'w' } } }));
    const reading = droppedFiles(items);
    over();
    const files = await reading;
    expect(files.map(({ path }) => path)).toEqual(['mine/config.json', 'mine/onnx/model.onnx', 'mine/onnx/deeper/weights.bin']);
    expect(await Promise.all(files.map(({ blob }) => blob.text()))).toEqual(['{}', 'graph', 'w']);
    expect([...(await filesOf(files)).keys()]).toEqual(['config.json', 'onnx/model.onnx', 'onnx/deeper/weights.bin']);
  });

  it('is read to its end where the browser gives it in parts', async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`f${index}`, 'x']));
    expect(await droppedFiles(dropped(folder('/many', many)).items)).toHaveLength(250);
  });

  it('may be several files, or one zip file', async () => {
    const files = await droppedFiles(dropped(file('/manifest.json', '{}'), file('/model.onnx', 'graph')).items);
    expect(files.map(({ path }) => path)).toEqual(['manifest.json', 'model.onnx']);
    expect(await droppedFiles(dropped().items)).toEqual([]);
  });

  it('is refused where it holds too much, is too deep, or cannot be read', async () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`f${index}`, 'x']));
    await expect(droppedFiles(dropped(folder('/many', many)).items, { ...IMPORT_LIMITS, entries: 10 })).rejects.toMatchObject({ code: 'bundle-refused', message: expect.stringMatching(/more than 10 files/) as string });
    const deep = Array.from({ length: 12 }).reduce<Tree>((inner) => ({ inner }), { 'a.txt': 'x' });
    await expect(droppedFiles(dropped(folder('/deep', deep)).items)).rejects.toMatchObject({ code: 'bundle-refused', message: expect.stringMatching(/more than 8 deep/) as string });
    await expect(droppedFiles(dropped(file('/gone.bin', new DOMException('gone', 'NotFoundError'))).items)).rejects.toMatchObject({ code: 'bundle-refused', message: expect.stringMatching(/gone\.bin/) as string });
  });
});
