import { describe, expect, it } from 'vitest';
import type { History } from '../../history/index.ts';
import { resultOf } from '../../result/index.ts';
import { factsOf } from '../facts/index.ts';
import { runChecker } from '../finding.ts';
import { changed, concerns, detailOf, first, flaws, isOf, pick, without } from '../testing/edit.ts';
import { EAST, WEST } from '../testing/script.ts';
import { validHistory } from '../testing/valid-history.ts';

const history = validHistory({ seed: 15, rate: 40 });
const some = pick(history, ({ finals }) => finals.length === 1);

describe('I7: audit', () => {
  it('finds a chain that does not verify', () => {
    const broken = { valid: false, problem: 'seq 17: hash differs' };
    const edited = changed(history, 'audit-verify', ({ value }) => value.region === EAST, broken);
    expect(flaws(edited)).toEqual({ I7: false });
    expect(detailOf(edited, 'I7')).toContain('seq 17');
    expect(resultOf(edited).auditChain).toBe('broken');
  });

  it('finds an outcome that is in no chain', () => {
    const edited = without(history, (each) => each.f === 'audit-outcome' && concerns(some)(each));
    expect(flaws(edited)).toEqual({ I7: false });
    expect(detailOf(edited, 'I7')).toContain(some.id);
  });

  it('says unknown when a chain was not verified', () => {
    const edited = without(
      history,
      (each) => isOf(each, 'audit-verify') && each.value.region === WEST,
    );
    expect(flaws(edited)).toEqual({ I7: 'unknown' });
    expect(resultOf(edited).auditChain).toBe('unknown');
  });
});

describe('I8: numbers at rest', () => {
  it('finds a number in a file', () => {
    const edited = changed(history, 'scan', () => true, {
      found: 1,
      where: 'us-east-1.log at 4711',
    });
    expect(flaws(edited)).toEqual({ I8: false });
    expect(detailOf(edited, 'I8')).toContain('us-east-1.log at 4711');
  });

  it('finds a number in the history itself, without repeating it', () => {
    const poll = first(history, 'poll', ({ type }) => type === 'info');
    const edited = changed(history, 'poll', (each) => each === poll, { reason: 'no +14045550101' });
    expect(flaws(edited)).toEqual({ I8: false });
    expect(detailOf(edited, 'I8')).not.toContain('4045550101');
  });

  it('says unknown when nothing was searched', () => {
    expect(flaws(without(history, ({ f }) => f === 'scan'))).toEqual({ I8: 'unknown' });
    expect(flaws(changed(history, 'scan', () => true, { bytes: 0 }))).toEqual({ I8: 'unknown' });
  });
});

describe('availability', () => {
  const healedAt = first(history, 'heal', ({ type }) => type === 'ok').time;
  const gaveUp = (from: number, to: number) =>
    history.map((each) => {
      if (!isOf(each, 'approve') || each.type !== 'ok' || each.time < from || each.time > to)
        return each;
      const { requestId } = each.value;
      return { ...each, type: 'info', value: { requestId, reason: 'timeout', tries: 3 } };
    }) as History;

  it('finds a service that did not come back', () => {
    expect(flaws(gaveUp(healedAt + 10, Number.POSITIVE_INFINITY))).toEqual({ availability: false });
  });

  it('says unknown when the system was ill before the fault', () => {
    const { time } = first(history, 'fault');
    expect(flaws(gaveUp(0, time))).toEqual({ availability: 'unknown' });
  });

  it('says unknown when there was no fault', () => {
    expect(flaws(validHistory({ quiet: true }))).toEqual({ availability: 'unknown' });
    const silent = without(history, ({ f }) => f === 'fault' || f === 'heal');
    expect(flaws(silent).availability).toBe('unknown');
  });

  it.each([
    ['targetApiMs', 10, 'api'],
    ['targetSimMs', 10, 'sim'],
    ['targetJobsMs', 1_000, 'jobs'],
    ['targetFailedShare', 0.001, 'offers'],
  ])('finds that %s was missed', (target, value, operation) => {
    const edited = changed(history, 'drill', () => true, { [target]: value });
    expect(flaws(edited)).toEqual({ availability: false });
    expect(detailOf(edited, 'availability')).toContain(operation);
  });

  it('finds that acceptance stayed slow', () => {
    const faultAt = history.find(({ f }) => f === 'fault')?.time ?? 0;
    const slow = changed(
      history,
      'approve',
      ({ type, time }) => type === 'ok' && time > faultAt + 1_000,
      { ms: 900 },
    );
    const edited = changed(slow, 'drill', () => true, { targetP99NormalMs: 1_000 });
    expect(detailOf(edited, 'availability')).toContain('p99');
  });

  it('takes targets that were met', () => {
    const met = {
      targetApiMs: 2_000,
      targetSimMs: 2_500,
      targetJobsMs: 2_500,
      targetP99NormalMs: 5_000,
    };
    expect(flaws(changed(history, 'drill', () => true, met))).toEqual({});
  });
});

describe('plausibility', () => {
  it('says unknown when outcomes are not those of the personas', () => {
    const edited = changed(
      history,
      'approve',
      (each) => each.type === 'invoke' && each.value.persona === 'ordinary',
      { persona: 'rejects' },
    );
    expect(flaws(edited)).toEqual({ plausibility: 'unknown' });
  });

  it('says unknown when nobody answered', () => {
    const nobody = { responseType: 'NOT_AVAILABLE' };
    const edited = changed(history, 'final', () => true, nobody);
    expect(flaws(edited).plausibility).toBe('unknown');
    expect(detailOf(edited, 'plausibility')).toContain('no applet answered');
  });
});

describe('a recording that is not complete', () => {
  it('proves nothing by what it lacks, and everything by what it has', () => {
    const cut = history.slice(0, -1);
    expect(new Set(Object.values(flaws(cut)))).toEqual(new Set(['unknown']));
    expect(Object.keys(flaws(cut))).toHaveLength(11);
    const gap = {
      ...first(history, 'end'),
      process: 'history',
      f: 'gap',
      value: { file: 'bank.jsonl', dropped: 3 },
    };
    const gapped = [
      ...history.slice(0, -1),
      gap as unknown as History[number],
      first(history, 'end'),
    ];
    const lost = without(gapped, (each) => each.f === 'callback' && concerns(some)(each));
    expect(flaws(lost).I1).toBe('unknown');
    expect(detailOf(lost, 'I1')).toContain('bank.jsonl');
    const twoFinals = changed(gapped, 'final', concerns(some), { finals: 2 });
    expect(flaws(twoFinals).I4).toBe(false);
  });

  it('says unknown without the first line', () => {
    const headless = history.slice(1);
    expect(flaws(headless).I1).toBe('unknown');
    expect(flaws(headless).I6).toBe('unknown');
  });

  it('says unknown when a checker fails', () => {
    const failing = () => {
      throw new TypeError('cannot read it');
    };
    expect(runChecker('I1', failing, factsOf(history))).toEqual({
      id: 'I1',
      valid: 'unknown',
      detail: 'the checker failed: cannot read it',
      operations: [],
    });
  });
});
