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
  ],
};

/** A live browser on a shared machine: what fails once is run once more, and the report says where that was needed. */
const RETRY = 1;

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
        {
          extends: true,
          test: {
            name: 'e2e',
            retry: RETRY,
            // After all others: what is measured on the page must not wait for their processors.
            sequence: { groupOrder: 1 },
            include: ['test/e2e/**/*.test.ts'],
            environment: 'node',
            testTimeout: 180_000,
            hookTimeout: 180_000,
            fileParallelism: false,
          },
        },
      ],
    },
  }),
);
