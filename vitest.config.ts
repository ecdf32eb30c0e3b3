import { defineConfig } from 'vitest/config';

// `unit`: pure or single-process, in parallel. `system`: several processes, one file at a time, because
// they share two cores and would otherwise measure each other.
export default defineConfig({
  test: {
    reporters: ['default', './tools/engine-counts.ts', './tools/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          testTimeout: 20_000,
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
          exclude: ['**/*.system.test.ts', '**/node_modules/**', 'dist/**'],
        },
      },
      {
        test: {
          name: 'system',
          include: ['**/*.system.test.ts'],
          exclude: ['**/node_modules/**', 'dist/**'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
