import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import { hubPlugin } from './test/support/hub.ts';
import viteConfig from './vite.config.ts';

const launchOptions = {
  ...(process.env['VALUE_TAGGER_BROWSER'] ? { executablePath: process.env['VALUE_TAGGER_BROWSER'] } : {}),
  args: [
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
    // Memory is measured when it is asked for, and not at the next collection of garbage, some time later.
    '--enable-blink-features=ForceEagerMeasureMemory',
  ],
};

/** A live browser on a shared machine: what fails is run again, twice at most, and the report says where that was needed. */
const RETRY = 2;

/** Tests in which something is counted against the clock, or a large model runs on a software GPU: nothing may run beside them. */
const ALONE = ['bench', 'long-text', 'scheduling', 'webgpu'].map((name) => `test/e2e/${name}.test.ts`);

/** What is waited for may take a busy machine long; a test that passes waits for nothing. */
const WAIT = { poll: { timeout: 10_000 } };

const onPages = { retry: RETRY, expect: WAIT, environment: 'node', testTimeout: 180_000, hookTimeout: 180_000 } as const;

export default mergeConfig(
  viteConfig({ mode: 'development', command: 'serve' }),
  defineConfig({
    plugins: [hubPlugin()],
    test: {
      projects: [
        // Nothing here is about time, and a busy machine may need long.
        { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], environment: 'node', testTimeout: 30_000 } },
        {
          extends: true,
          test: {
            name: 'browser',
            retry: RETRY,
            expect: WAIT,
            include: ['test/browser/**/*.test.ts'],
            testTimeout: 60_000,
            hookTimeout: 60_000,
            fileParallelism: false,
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              provider: playwright({ launchOptions }),
              instances: [{ browser: 'chromium' }],
            },
          },
        },
        // Each file has a server and a browser of its own, which mostly wait.
        { extends: true, test: { ...onPages, name: 'e2e', sequence: { groupOrder: 1 }, include: ['test/e2e/**/*.test.ts'], exclude: ALONE, maxWorkers: 2 } },
        { extends: true, test: { ...onPages, name: 'e2e-alone', sequence: { groupOrder: 2 }, include: ALONE, fileParallelism: false } },
      ],
    },
  }),
);
