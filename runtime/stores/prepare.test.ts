import { StoreError } from '@tandem/stores';
import { expect, test } from 'vitest';
import { prepareDocuments } from './prepare.ts';

test('a start waits for indexes that are being built, and says so', async () => {
  const told: string[] = [];
  const failures = [1, 2].map((n) => new StoreError('unavailable', `no answer ${n}`));
  const prepare = async (): Promise<void> => {
    const failure = failures.shift();
    if (failure) throw failure;
  };
  await prepareDocuments({ prepare }, (error) => told.push(String(error)));
  expect(told).toEqual(['StoreError: no answer 1', 'StoreError: no answer 2']);
  await prepareDocuments({}, () => undefined);
});

test('a start does not wait for an index that somebody has to rename', async () => {
  const conflict = new StoreError('invalid', 'an index exists with another definition');
  const prepare = () => Promise.reject(conflict);
  await expect(prepareDocuments({ prepare }, () => undefined)).rejects.toBe(conflict);
});
