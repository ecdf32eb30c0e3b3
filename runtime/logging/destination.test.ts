import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { logDestination } from './logger.ts';

/** Linux's device on which every write finds the disk full (full(4)). */
const FULL = '/dev/full';

describe('a log that cannot be written', () => {
  it.skipIf(!existsSync(FULL))(
    'does not end the process (needs /dev/full, which Linux has)',
    () => {
      const fd = openSync(FULL, 'w');
      try {
        const lines = logDestination(fd);
        expect(() => {
          for (let line = 0; line < 1_000; line += 1) lines.write(`${'x'.repeat(4_096)}\n`);
        }).not.toThrow();
      } finally {
        closeSync(fd);
      }
    },
  );
});
