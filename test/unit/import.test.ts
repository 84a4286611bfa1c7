// @vitest-environment node
import { describe, expect, it } from 'vitest';

describe('the package without a browser', () => {
  it('can be imported on a server, elements included, and touches nothing', async () => {
    expect('document' in globalThis).toBe(false);
    const exported = await import('../../src/index.ts');
    expect(exported.createTagger).toBeTypeOf('function');
    expect(exported.segment('One. Two.')).toHaveLength(2);
  });

  it('says what is missing when a tagger is made there', async () => {
    const { createTagger } = await import('../../src/index.ts');
    expect(() => createTagger()).toThrowError(expect.objectContaining({ code: 'device-unavailable', message: expect.stringMatching(/needs a browser/) as string }));
  });
});
