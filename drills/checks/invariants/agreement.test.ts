import { describe, expect, it } from 'vitest';
import { changed, concerns, detailOf, flaws, pick, without } from '../testing/edit.ts';
import { validHistory } from '../testing/valid-history.ts';

const history = validHistory({ seed: 11 });

describe('I2: observers agree', () => {
  const approved = pick(
    history,
    ({ deliveries, sightings }) =>
      deliveries.length === 1 && deliveries[0]?.responseType === 'APPROVED' && sightings.length > 0,
  );
  const ofApproved = concerns(approved);

  it.each([
    ['the bank', 'callback', 'the bank was told'],
    ['the audit', 'audit-outcome', 'the audit says'],
    ['documents', 'final', 'documents hold'],
  ] as const)('finds %s told something else', (_, f, says) => {
    const edited = changed(history, f, ofApproved, { responseType: 'REJECTED' });
    expect(flaws(edited)).toEqual({ I2: false });
    expect(detailOf(edited, 'I2')).toContain(approved.id);
    expect(detailOf(edited, 'I2')).toContain(says);
  });

  it('finds an API that showed something else', () => {
    const edited = changed(
      history,
      'status',
      (each) => ofApproved(each) && 'responseType' in each.value,
      {
        responseType: 'NOT_AVAILABLE',
      },
    );
    expect(flaws(edited)).toEqual({ I2: false });
  });

  it('finds an answer that was receipted and means something else', () => {
    const edited = changed(history, 'answer', ({ value }) => value.notificationId === approved.id, {
      status: '01',
    });
    expect(flaws(edited)).toEqual({ I2: false });
  });

  it('finds an outcome that no applet had given', () => {
    const edited = without(
      history,
      (each) => each.f === 'answer' && each.value.notificationId === approved.id,
    );
    expect(flaws(edited)).toEqual({ I2: false });
    expect(detailOf(edited, 'I2')).toContain('no applet');
  });
});
