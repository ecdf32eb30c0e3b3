import { describe, expect, it } from 'vitest';
import type { History } from '../../history/index.ts';
import { changed, detailOf, flaws, isOf, sorted, without } from '../testing/edit.ts';
import { EAST, WEST } from '../testing/script.ts';
import { validHistory } from '../testing/valid-history.ts';

const history = validHistory({ seed: 13 });
const isLeaseWrite = (value: object) => 'holder' in value && value.holder !== undefined;

describe('I5: epochs', () => {
  it('counts the writes that the store refused', () => {
    expect(detailOf(history, 'I5')).toContain('2 writes of an old epoch refused');
  });

  it('finds a zombie whose write was accepted', () => {
    const edited = history.map((each) =>
      isOf(each, 'guarded-write') && each.type === 'fail' ? { ...each, type: 'ok' } : each,
    ) as History;
    expect(flaws(edited)).toEqual({ I5: false });
    expect(detailOf(edited, 'I5')).toContain(`audit-seals/${EAST}: ${EAST} wrote under epoch 1`);
  });

  it('finds an epoch that was raised by more than one', () => {
    const edited = changed(history, 'guarded-write', ({ value }) => value.epoch === 2, {
      epoch: 3,
    });
    expect(flaws(edited)).toEqual({ I5: false });
    expect(detailOf(edited, 'I5')).toContain('from 1 to 3');
  });

  it('finds two holders of one epoch', () => {
    let last = 0;
    history.forEach(({ f, value }, index) => {
      if (f === 'guarded-write' && isLeaseWrite(value)) last = index;
    });
    const edited = history.map((each, index) =>
      index === last ? { ...each, value: { ...each.value, holder: EAST } } : each,
    ) as History;
    expect(flaws(edited)).toEqual({ I5: false });
  });

  it('finds a region that writes under an epoch of another', () => {
    const edited = changed(
      history,
      'guarded-write',
      ({ value }) => value.epoch === 2 && !isLeaseWrite(value),
      { client: EAST },
    );
    expect(flaws(edited)).toEqual({ I5: false });
  });

  it('finds work before every document was stamped', () => {
    const edited = without(
      history,
      (each) => isOf(each, 'guarded-write') && each.value.id === WEST && each.value.epoch === 2,
    );
    expect(flaws(edited)).toEqual({ I5: false });
    expect(detailOf(edited, 'I5')).toContain(`has not stamped audit-seals/${WEST}`);
  });

  it('finds work under an epoch that nobody holds', () => {
    const edited = without(
      history,
      (each) => isOf(each, 'guarded-write') && each.value.epoch === 2 && isLeaseWrite(each.value),
    );
    expect(flaws(edited).I5).toBe(false);
  });

  it('finds a version that was written twice', () => {
    const twice = history.flatMap((each) =>
      isOf(each, 'guarded-write') && each.type === 'ok' && each.value.version === 5
        ? [each, each]
        : [each],
    );
    expect(flaws(twice)).toEqual({ I5: false });
  });

  it('takes a failback for a promotion like any other', () => {
    const end = history.at(-1)?.time ?? 0;
    const lease = history.filter((each) => isOf(each, 'guarded-write') && isLeaseWrite(each.value));
    const last = lease.at(-1);
    const version = last && 'version' in last.value ? Number(last.value.version) : 0;
    const back = { ...last, time: end - 60 } as History[number];
    const value = { ...back.value, client: EAST, holder: EAST, epoch: 3, version: version + 1 };
    const edited = sorted([...history, { ...back, value } as History[number]]);
    expect(flaws(edited)).toEqual({});
    expect(detailOf(edited, 'I5')).toContain('2 promotions');
  });

  it('says unknown without any write', () => {
    const blind = without(history, ({ f }) => f === 'guarded-write');
    expect(flaws(blind)).toEqual({ I5: 'unknown' });
  });
});
