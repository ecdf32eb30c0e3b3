import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHistory } from '../check-history.ts';
import { factsOf, type TransactionFacts } from '../facts/index.ts';
import {
  changed,
  concerns,
  detailOf,
  first,
  flaws,
  pick,
  sorted,
  without,
} from '../testing/edit.ts';
import { validHistory } from '../testing/valid-history.ts';

const history = validHistory({ seed: 11 });
const toldOnce = ({ deliveries, sightings }: TransactionFacts) =>
  deliveries.length === 1 && sightings.length === 0;
const victim = pick(history, toldOnce);
const told = (transaction: TransactionFacts) => {
  const is = concerns(transaction);
  return (operation: Parameters<typeof is>[0]) => operation.f === 'callback' && is(operation);
};
const ofVictim = concerns(victim);

describe('I1: one outcome, in time, told to the bank', () => {
  it('names the request and the transaction whose outcome was lost', () => {
    const edited = without(history, told(victim));
    expect(flaws(edited)).toEqual({ I1: false });
    const { checks, valid } = checkHistory(edited);
    expect(valid).toBe(false);
    const detail = checks[0]?.detail;
    expect(detail).toContain(victim.id);
    expect(detail).toContain(victim.acceptances[0]?.requestId);
    expect(detail).toContain(`line ${victim.acceptances[0]?.line}`);
    expect(checks[0]?.operations.join()).toContain(victim.id);
  });

  it('finds the loss of any single callback that was the only one', () => {
    const all = [...factsOf(history).transactions.values()].filter(toldOnce);
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.constantFrom('both', 'answer'), (one, what) => {
        const drop = told(one);
        const edited = without(
          history,
          (each) => drop(each) && (what === 'both' || each.type === 'ok'),
        );
        expect(flaws(edited)).toEqual({ I1: false });
        expect(detailOf(edited, 'I1')).toContain(one.id);
      }),
      { numRuns: 20 },
    );
  });

  it('finds a transaction that documents do not have', () => {
    const edited = without(history, (each) => each.f === 'final' && ofVictim(each));
    expect(flaws(edited)).toEqual({ I1: false });
    expect(detailOf(edited, 'I1')).toContain('not in documents');
  });

  it('finds one that was never decided', () => {
    const undecided = {
      state: 'resolved',
      responseType: undefined,
      finals: 0,
      callback: undefined,
    };
    const edited = changed(history, 'final', ofVictim, undecided);
    expect(flaws(edited)).toEqual({ I1: false });
    expect(detailOf(edited, 'I1')).toContain('still resolved');
  });

  it('finds one that was decided long after its deadline', () => {
    const late = pick(
      history,
      (each) =>
        toldOnce(each) &&
        each.deliveries[0]?.responseType === 'NOT_AVAILABLE' &&
        each.answers.length === 0,
    );
    const delayed = history.map((each) =>
      told(late)(each) ? { ...each, time: each.time + 1_800 } : each,
    );
    const edited = changed(sorted(delayed), 'final', concerns(late), ({ value }) => ({
      decidedAt: (value.decidedAt ?? 0) + 1_800,
    }));
    expect(flaws(edited)).toEqual({ I1: false });
    expect(detailOf(edited, 'I1')).toContain('after its deadline');
    const undated = changed(edited, 'final', concerns(late), { decidedAt: undefined });
    expect(flaws(undated)).toEqual({ I1: 'unknown' });
    const away = { name: 'documents-election' };
    const { time } = late.deliveries[0] ? { time: late.deliveries[0].receivedAt } : { time: 0 };
    const fault = first(history, 'fault');
    const election = [
      { ...fault, time: time - 3_000, value: away },
      { ...first(history, 'heal'), time: time - 1_000, value: away },
    ];
    expect(flaws(sorted([...edited, ...election])).I1).toBeUndefined();
  });

  it('finds other words for the same outcome', () => {
    const twice = pick(history, ({ deliveries }) => deliveries.length === 2);
    const ofBoth = concerns(twice);
    const again = twice.deliveries[1]?.receivedAt ?? 0;
    const edited = changed(history, 'callback', (each) => ofBoth(each) && each.time >= again, {
      fingerprint: 'other',
    });
    expect(flaws(edited)).toEqual({ I1: false });
  });

  it('takes a dead letter that the endpoint refused, and no other', () => {
    const dead = changed(history, 'final', ofVictim, { callback: 'dead' });
    const never = without(dead, told(victim));
    expect(flaws(never)).toEqual({ I1: false });
    const refused = dead.map((each) => {
      if (!told(victim)(each) || each.type !== 'ok' || each.f !== 'callback') return each;
      const { transactionId, requestId } = each.value;
      return { ...each, type: 'fail', value: { transactionId, requestId, status: 503 } } as const;
    });
    expect(flaws(refused)).toEqual({});
  });

  it('cannot tell while a callback is pending and its budget lasts', () => {
    const pending = changed(without(history, told(victim)), 'final', ofVictim, {
      callback: 'pending',
    });
    expect(flaws(pending)).toEqual({ I1: 'unknown' });
    const spent = changed(pending, 'drill', () => true, { callbackBudgetMs: 1_000 });
    expect(flaws(spent)).toEqual({ I1: false });
  });

  it('counts a request that nobody answered when there is a transaction for it', () => {
    const { requestId } = victim.acceptances[0] ?? { requestId: '' };
    const unanswered = without(
      history,
      (each) => each.f === 'approve' && each.type === 'ok' && ofVictim(each),
    );
    expect(flaws(unanswered).I1).toBeUndefined();
    const lost = without(unanswered, told(victim));
    expect(flaws(lost).I1).toBe(false);
    expect(detailOf(lost, 'I1')).toContain(requestId);
  });

  it('says unknown without the documents at the end', () => {
    const edited = without(history, ({ f }) => f === 'final');
    expect(flaws(edited).I1).toBe('unknown');
  });
});
