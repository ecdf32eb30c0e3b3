import { describe, expect, it } from 'vitest';
import { changed, concerns, detailOf, first, flaws, pick, sorted } from '../testing/edit.ts';
import { validHistory } from '../testing/valid-history.ts';

const history = validHistory({ seed: 11 });
const victim = pick(history, ({ deliveries }) => deliveries.length === 1);
const ofVictim = concerns(victim);

describe('I3: one requestId, one transaction', () => {
  it('finds a second transaction for one requestId', () => {
    const accepted = first(history, 'approve', (each) => each.type === 'ok' && ofVictim(each));
    const rest = first(history, 'final', ofVictim);
    const audited = first(history, 'audit-outcome', ofVictim);
    const callback = first(history, 'callback', (each) => each.type === 'ok' && ofVictim(each));
    const other = { transactionId: 'another', responseType: 'NOT_AVAILABLE' };
    const more = [
      { ...accepted, process: 'bank-again', value: { ...accepted.value, ...other } },
      { ...rest, value: { ...rest.value, ...other, attempts: 0 } },
      { ...audited, value: { ...audited.value, ...other } },
      { ...callback, value: { ...callback.value, ...other } },
    ] as unknown as typeof history;
    const edited = sorted([...history, ...more]);
    expect(flaws(edited)).toEqual({ I3: false });
    expect(detailOf(edited, 'I3')).toContain('another');
  });

  it('finds a transaction of two requests', () => {
    const edited = changed(history, 'final', ofVictim, { requestId: 'somebody-else' });
    expect(flaws(edited).I3).toBe(false);
  });

  it('finds an outcome that nobody had asked for', () => {
    const callback = first(history, 'callback', (each) => each.type === 'ok');
    const value = {
      ...callback.value,
      transactionId: 'ghost',
      requestId: 'nobody',
      responseType: 'FAILED',
    };
    const edited = sorted([...history, { ...callback, value } as unknown as typeof callback]);
    expect(flaws(edited).I3).toBe(false);
  });
});
