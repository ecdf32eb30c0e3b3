import { wakeUpReference } from '@tandem/workloads';
import { describe, expect, it } from 'vitest';
import type { History } from '../../history/index.ts';
import { resultOf } from '../../result/index.ts';
import { appletOf, type TransactionFacts } from '../facts/index.ts';
import {
  changed,
  concerns,
  detailOf,
  first,
  flaws,
  isOf,
  pick,
  sorted,
  without,
} from '../testing/edit.ts';
import { validHistory } from '../testing/valid-history.ts';

const history = validHistory({ seed: 14, rate: 60 });
const faultAt = first(history, 'fault').time;
const woken = (is: (transaction: TransactionFacts) => boolean) =>
  pick(
    history,
    (each) => each.finals[0]?.value.attempts === 1 && each.fetches.length > 0 && is(each),
  );
const before = woken(({ deliveries }) => (deliveries[0]?.receivedAt ?? faultAt) < faultAt);
const around = woken(
  ({ acceptances, deliveries }) =>
    Math.abs((acceptances[0]?.time ?? 0) + 200 - faultAt) < 150 &&
    (deliveries[0]?.receivedAt ?? 0) > faultAt,
);

const referenceOf = (id: string, attempt = 1) =>
  wakeUpReference(id, attempt).toString(16).padStart(4, '0');
const reference = ({ id }: TransactionFacts, attempt: number) => referenceOf(id, attempt);

/** With one more SMS, so long after the first. */
function wokenAgain(transaction: TransactionFacts, attempt: number, afterMs: number): History {
  const one = first(
    history,
    'wake-up',
    ({ value }) => value.reference === reference(transaction, 1),
  );
  const value = { ...one.value, reference: reference(transaction, attempt) };
  return sorted([...history, { ...one, time: one.time + afterMs, value }]);
}

const claimed = (edited: History, transaction: TransactionFacts, attempts: number) =>
  changed(edited, 'final', concerns(transaction), { attempts });

function idWith(is: (id: string) => boolean): string {
  for (let i = 0; i < 1_000_000; i += 1) {
    const id = `019ab000-0000-7000-8000-${i.toString(16).padStart(12, '0')}`;
    if (is(id)) return id;
  }
  throw new Error('no such identifier');
}

/** The transaction and its first attempt under another identifier. */
function renamedTo(given: History, id: string, other: string): History {
  const renamed: History = JSON.parse(JSON.stringify(given).replaceAll(id, other));
  return changed(renamed, 'wake-up', ({ value }) => value.reference === referenceOf(id), {
    reference: referenceOf(other),
  });
}

/** Whatever was seen of the transaction was of that applet. */
function ofApplet(given: History, id: string, applet: string): History {
  const own = changed(given, 'final', ({ value }) => value.transactionId === id, { applet });
  return changed(own, 'wake-up', ({ value }) => value.reference === referenceOf(id), { applet });
}

describe('I6: wake-ups', () => {
  it('finds an attempt that was sent twice', () => {
    const edited = wokenAgain(before, 1, 40);
    expect(flaws(edited)).toEqual({ I6: false });
    expect(detailOf(edited, 'I6')).toContain(before.id);
    expect(resultOf(edited).duplicateWakeups).toBe(1);
  });

  it('finds an attempt that nobody had claimed', () => {
    expect(flaws(wokenAgain(before, 2, 1_200))).toEqual({ I6: false });
  });

  it('finds more attempts than are allowed', () => {
    expect(flaws(claimed(history, before, 3))).toEqual({ I6: false });
  });

  it('finds an attempt before its time that no fault excuses', () => {
    const edited = claimed(wokenAgain(before, 2, 60), before, 2);
    expect(flaws(edited)).toEqual({ I6: false });
    expect(detailOf(edited, 'I6')).toContain('0 faults');
  });

  it('excuses one extra attempt around a fault, and counts it', () => {
    const edited = claimed(wokenAgain(around, 2, 400), around, 2);
    expect(flaws(edited)).toEqual({});
    expect(resultOf(edited).duplicateWakeups).toBe(1);
  });

  it('takes an attempt that was due', () => {
    expect(flaws(claimed(wokenAgain(before, 2, 1_200), before, 2))).toEqual({});
  });

  it('tells two transactions with the same reference apart by the applet', () => {
    const same = history.map((each) =>
      isOf(each, 'wake-up')
        ? { ...each, value: { ...each.value, reference: each.value.reference.toUpperCase() } }
        : each,
    );
    expect(flaws(same)).toEqual({});
  });

  it('takes an attempt for the one that was claimed when another one has the same reference', () => {
    // The second attempt of the other, which nobody claimed or sent, looks as the first of this one.
    const one = woken(({ acceptances }) => (acceptances[0]?.time ?? 0) > faultAt);
    const twin = idWith((id) => referenceOf(id, 2) === reference(one, 1));
    const renamed = renamedTo(history, before.id, twin);
    const same = ofApplet(renamed, twin, appletOf(one) ?? '');
    expect(flaws(same).I6).toBeUndefined();
    const again = first(same, 'wake-up', ({ value }) => value.reference === reference(one, 1));
    const repeated = sorted([...same, { ...again, time: again.time + 1_200 }]);
    expect(flaws(repeated).I6).toBe(false);
  });

  it('finds a wake-up of no transaction, and cannot tell when none belongs to any', () => {
    const strange = changed(
      history,
      'wake-up',
      ({ value }) => value.reference === reference(before, 1),
      {
        applet: 'APPLET999999',
      },
    );
    expect(flaws(strange).I6).toBe(false);
    const foreign = changed(history, 'wake-up', () => true, { applet: 'APPLET999999' });
    expect(flaws(foreign).I6).toBe('unknown');
    expect(flaws(without(history, ({ f }) => f === 'wake-up')).I6).toBe('unknown');
  });
});
