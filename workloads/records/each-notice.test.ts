import type { ReceivedEvent } from '@tandem/stores';
import { expect, test } from 'vitest';
import { eachNotice } from './each-notice.ts';
import { encodeNotice } from './notice.ts';

function event(transactionId: string, value?: string): ReceivedEvent {
  const notice = { transactionId, version: 1, type: 'accepted', at: 1, region: 'r' } as const;
  return {
    key: transactionId,
    value: value ?? encodeNotice(notice),
    topic: 't',
    partition: 0,
    offset: 0,
    publishedAt: 0,
  };
}

test('one bad event fails the batch, after every other was handled', async () => {
  const handled: string[] = [];
  const batch = [event('a', '{}'), event('b'), event('c', '{'), event('d')];
  const outcome = eachNotice(batch, async ({ transactionId }) => {
    await new Promise(setImmediate);
    handled.push(transactionId);
  });
  await expect(outcome).rejects.toThrow('not a notice');
  expect(handled).toEqual(['b', 'd']);
});

test('an event handed over alone fails alone', async () => {
  await expect(eachNotice([event('a', '{')], () => Promise.resolve())).rejects.toThrow();
  await expect(eachNotice([event('a')], () => Promise.resolve())).resolves.toBeUndefined();
});
