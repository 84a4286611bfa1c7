import type { Plugin, UserConfig } from 'vite';
import { afterEach, describe, expect, it, vi } from 'vitest';

/** The page's settings as they are where models are said to be at `place`. */
async function settings(place: string | undefined): Promise<{ connect: string; header: string; meta: string | undefined }> {
  vi.stubEnv('VALUE_TAGGER_GENERATORS', place);
  vi.resetModules();
  const { default: make } = await import('../../../vite.config.ts');
  const config = (make as (env: { mode: string; command: string }) => UserConfig)({ mode: 'production', command: 'build' });
  const tags = (config.plugins as Plugin[]).flatMap(({ transformIndexHtml }) => (typeof transformIndexHtml === 'function' ? (transformIndexHtml as unknown as () => { attrs: Record<string, string> }[])() : []));
  const connectOf = (policy: string | undefined): string => policy?.split('; ').find((part) => part.startsWith('connect-src')) ?? '';
  return {
    connect: connectOf(tags.find(({ attrs }) => attrs['http-equiv'])?.attrs['content']),
    header: connectOf((config.preview?.headers as Record<string, string> | undefined)?.['Content-Security-Policy']),
    meta: tags.find(({ attrs }) => attrs['name'] === 'value-tagger-generators')?.attrs['content'],
  };
}

describe('where the page finds language models', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is its own server, and nothing else may be asked, unless the page is built otherwise', async () => {
    expect(await settings(undefined)).toEqual({ connect: "connect-src 'self'", header: "connect-src 'self'", meta: undefined });
    expect(await settings('weights/{model}/')).toEqual({ connect: "connect-src 'self'", header: "connect-src 'self'", meta: 'weights/{model}/' });
  });

  it('is the hub, or another server, where it is built so: the policy then allows that and no more', async () => {
    const hub = "connect-src 'self' https://huggingface.co https://*.huggingface.co https://*.hf.co";
    expect(await settings('hub')).toEqual({ connect: hub, header: hub, meta: 'https://huggingface.co/{model}/resolve/{revision}/' });
    expect(await settings('https://models.example:8443/a/{model}/')).toMatchObject({ connect: "connect-src 'self' https://models.example:8443", meta: 'https://models.example:8443/a/{model}/' });
  });
});
