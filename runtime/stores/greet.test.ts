import { StoreError } from '@tandem/stores';
import { expect, test } from 'vitest';
import { greetCache } from './greet.ts';

const REFUSED = new StoreError('unavailable', 'wrong password', { lasting: true });

async function greet(failure?: Error): Promise<unknown> {
  let away: unknown = 'there';
  const ping = () => (failure ? Promise.reject(failure) : Promise.resolve());
  await greetCache({ ping }, (error) => {
    away = error;
  });
  return away;
}

test('a process starts with its cache, and without one that is away', async () => {
  expect(await greet()).toBe('there');
  const away = new StoreError('unavailable', 'ECONNREFUSED');
  expect(await greet(away)).toBe(away);
});

test('a process does not start with a cache that refuses it', async () => {
  await expect(greet(REFUSED)).rejects.toBe(REFUSED);
  await expect(greet(new StoreError('invalid', 'no URL'))).rejects.toThrow('no URL');
});
