import { ManualClock } from '@tandem/core';
import { beforeEach, expect, test } from 'vitest';
import { settled } from '../records/testing/context.ts';
import { newTransaction } from '../testing/transactions.ts';
import { WrongKeys } from './wrong-keys.ts';

let clock: ManualClock;
let asked: string[];
let noted: string[];
let keys: WrongKeys;

beforeEach(() => {
  clock = new ManualClock();
  asked = [];
  noted = [];
  keys = new WrongKeys({
    clock,
    ledger: {
      find: async ({ equals = [] }) => {
        const appletId = String(equals[0]);
        asked.push(appletId);
        return appletId === 'nobody' ? [] : [newTransaction(0, { _id: `t-${appletId}` })];
      },
      recordFact: (id, type) => void noted.push(`${id} ${type}`),
    },
    onFailure: (error) => {
      throw error;
    },
  });
});

test('a frame of a wrong key is noted with the request that awaits its applet, if there is one', async () => {
  keys.note('a');
  keys.note('nobody');
  await settled();
  expect(noted).toEqual(['t-a frame-refused']);
});

test('however many come, documents are asked for one applet once in a while, and for all rarely', async () => {
  for (let frame = 0; frame < 1_000; frame += 1) keys.note('a');
  for (let applet = 0; applet < 1_000; applet += 1) keys.note(`b-${applet}`);
  await settled();
  expect(asked).toHaveLength(10);
  clock.advance(1_000);
  keys.note('a');
  keys.note('c');
  await settled();
  expect(asked.slice(10)).toEqual(['c']);
  clock.advance(5_000);
  keys.note('a');
  await settled();
  expect(asked.at(-1)).toBe('a');
});
