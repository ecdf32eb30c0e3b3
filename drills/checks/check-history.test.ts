import { describe, expect, it } from 'vitest';
import { checkHistory } from './check-history.ts';
import { validHistory } from './testing/valid-history.ts';

describe('checkHistory', () => {
  it('finds nothing in a valid history', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const { valid, checks } = checkHistory(validHistory({ seed }));
      expect(checks.filter((check) => check.valid !== true)).toEqual([]);
      expect(valid).toBe(true);
    }
  });
});
