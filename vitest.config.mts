import { readFile } from 'node:fs/promises';
import { defineConfig, type Plugin } from 'vitest/config';

/** Markdown and JSON lines are imported as text, as in the bundles. */
const textFiles: Plugin = {
  name: 'text-files',
  enforce: 'pre',
  async load(id) {
    const path = id.split('?')[0] ?? id;
    if (!/\.(md|jsonl)$/.test(path)) return null;
    return `export default ${JSON.stringify(await readFile(path, 'utf8'))};`;
  },
};

export default defineConfig({
  plugins: [textFiles],
  test: {
    // By itself it would leave one core of two idle. The browser tests run one after the other all the same.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          setupFiles: ['test/support/sameTexts.ts'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: 'replay', include: ['test/replay/**/*.test.ts'], testTimeout: 30_000 },
      },
      {
        extends: true,
        test: {
          name: 'view',
          include: ['test/view/**/*.test.ts'],
          globalSetup: ['test/support/viewHarness/build.ts'],
          testTimeout: 60_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          // A state is waited for as long as a busy machine may take; no test waits for a fixed time.
          expect: { poll: { timeout: 15_000 } },
          fileParallelism: false,
          // A browser test is repeated never: one that passes only sometimes is a defect, in it or in Belay.
          retry: 0,
        },
      },
    ],
  },
});
