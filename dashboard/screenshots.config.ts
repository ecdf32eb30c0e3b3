import { defineConfig } from 'vitest/config';

/** `npm run screenshots`: takes the pictures of the documentation anew. Not a test. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['screenshots.ts'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
});
