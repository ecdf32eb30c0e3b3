import { expect, test } from 'vitest';
import { wakeUpReference } from './reference.ts';

test('is what the comment says: printf 0190b3c4-5d6e-7f80-8123-456789abcdef:1 | sha256sum | head -c 4', () => {
  expect(wakeUpReference('0190b3c4-5d6e-7f80-8123-456789abcdef', 1).toString(16)).toBe('d41b');
  expect(wakeUpReference('0190b3c4-5d6e-7f80-8123-456789abcdef', 2).toString(16)).toBe('baa6');
});
