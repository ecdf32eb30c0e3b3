import { describe, expect, it } from 'vitest';
import type { History } from '../../history/index.ts';
import type { TransactionFacts } from '../facts/index.ts';
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

const history = validHistory({ seed: 12 });
const popped = pick(
  history,
  ({ deliveries, fetches, answers }) =>
    deliveries[0]?.responseType === 'APPROVED' && fetches.length === 1 && answers.length === 1,
);

describe('I4: only documents decide', () => {
  it('finds a transaction that became final twice', () => {
    const edited = changed(history, 'final', concerns(popped), { finals: 2 });
    expect(flaws(edited)).toEqual({ I4: false });
    expect(detailOf(edited, 'I4')).toContain(popped.id);
  });

  it('finds an applet that was told of nothing while a notification was pending', () => {
    const nothing = { result: 'nothing', notificationId: undefined };
    const meant = (each: { readonly value: object }) =>
      'notificationId' in each.value && each.value.notificationId === popped.id;
    const edited = changed(history, 'poll', meant, nothing);
    expect(flaws(edited)).toEqual({ I4: false });
    expect(detailOf(edited, 'I4')).toContain(popped.id);
  });

  it('holds nothing against a poll that began before the wake-up', () => {
    const [fetch] = popped.fetches;
    const asked = (fetch?.from ?? 0) - 500;
    const invoke = first(history, 'poll', ({ time }) => time === fetch?.from);
    const ok = first(history, 'poll', ({ time }) => time === fetch?.end?.time);
    const { applet } = ok.value;
    const early = [
      { ...invoke, time: asked, process: 'handset-early' },
      { ...ok, time: ok.time, process: 'handset-early', value: { applet, result: 'nothing' } },
    ] as unknown as typeof history;
    expect(flaws(sorted([...history, ...early]))).toEqual({});
  });

  it('holds nothing against a region whose clock is ahead', () => {
    const skewed = changed(history, 'drill', () => true, { clockSkewMs: 30_000 });
    const nothing = { result: 'nothing', notificationId: undefined };
    const meant = (each: { readonly value: object }) =>
      'notificationId' in each.value && each.value.notificationId === popped.id;
    expect(flaws(changed(skewed, 'poll', meant, nothing)).I4).toBeUndefined();
  });
});

describe('I9: popups', () => {
  const shown = first(history, 'popup', ({ value }) => value.notificationId === popped.id);

  it('finds a popup over another', () => {
    const value = { applet: shown.value.applet, notificationId: 'other' };
    const over = [
      { ...shown, time: shown.time + 20, value },
      { ...shown, type: 'ok', time: shown.time + 40, value },
    ] as unknown as typeof history;
    const edited = sorted([...history, ...over]);
    expect(flaws(edited)).toEqual({ I9: false });
    expect(detailOf(edited, 'I9')).toContain(popped.id);
  });

  it('finds an answer of another applet', () => {
    const edited = changed(history, 'answer', ({ value }) => value.notificationId === popped.id, {
      applet: 'APPLET999999',
    });
    expect(flaws(edited)).toEqual({ I9: false });
  });

  it('finds a notification that was shown before an older one, unless there was a fault', () => {
    const quiet = validHistory({ seed: 12, quiet: true });
    const [elder, younger] = waitingPair(quiet);
    const edited = pairOnOneApplet(quiet, elder, younger);
    expect(flaws(edited).I9).toBe(false);
    expect(detailOf(edited, 'I9')).toContain('older');
    const fault = first(history, 'fault');
    const value = { name: 'cache-lag' };
    const shownAt = younger.fetches[0]?.end?.time ?? 0;
    const lagging = sorted([
      ...edited,
      { ...fault, time: shownAt - 10, value },
      { ...first(history, 'heal'), time: shownAt + 10, value },
    ]);
    expect(flaws(lagging).I9).toBeUndefined();
  });

  it('says unknown when nobody saw anything', () => {
    const blind = without(history, ({ f }) => f === 'popup' || f === 'answer');
    expect(flaws(blind).I9).toBe('unknown');
  });
});

type Pair = readonly [elder: TransactionFacts, younger: TransactionFacts];

/** The elder was woken long before the younger was asked for, and pending until long after it was shown. */
function waitingPair(quiet: History): Pair {
  const younger = pick(quiet, ({ fetches, acceptances }) => {
    const late = (acceptances[0]?.time ?? 0) > (quiet[0]?.time ?? 0) + 4_000;
    return late && fetches.length === 1;
  });
  const shownAt = younger.fetches[0]?.from ?? 0;
  const elder = pick(
    quiet,
    ({ acceptances, deliveries, answers, fetches }) =>
      answers.length + fetches.length === 0 &&
      deliveries[0]?.responseType === 'NOT_AVAILABLE' &&
      (acceptances[0]?.time ?? shownAt) + 1_200 < shownAt &&
      deliveries[0].receivedAt > shownAt + 2_000,
  );
  return [elder, younger];
}

/** As if both had been for the applet of the younger. */
function pairOnOneApplet(quiet: History, elder: TransactionFacts, younger: TransactionFacts) {
  const applet = younger.fetches[0]?.applet ?? '';
  const from = elder.finals[0]?.value.applet;
  const moved = changed(quiet, 'final', concerns(elder), { applet });
  return changed(moved, 'wake-up', ({ value }) => value.applet === from, { applet });
}
