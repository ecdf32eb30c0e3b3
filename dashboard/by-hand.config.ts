import { defineConfig } from 'vitest/config';

/** What is run by hand, and no test: `npm run screenshots` and `npm run first-load`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['screenshots.ts', 'first-load.ts'],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
});
