import { expect, test } from 'vitest';
import { wakeUpReference } from './reference.ts';

test('is what the comment says: printf 01ARZ3NDEKTSV4RRFFQ69G5FAV:1 | sha256sum | head -c 4', () => {
  expect(wakeUpReference('01ARZ3NDEKTSV4RRFFQ69G5FAV', 1).toString(16)).toBe('e0a6');
  expect(wakeUpReference('01ARZ3NDEKTSV4RRFFQ69G5FAV', 2).toString(16)).toBe('da3f');
});
