import { describe, expect, it } from 'vitest';
import { fencedChange, stampEpoch } from './fencing.ts';

const cursor = { _id: 'purge', version: 4, epoch: 2, position: 'a' };

describe('fenced documents', () => {
  it('change under the very epoch that holds them, one version at a time', () => {
    expect(fencedChange(cursor, 2, { position: 'b' })).toEqual({
      kind: 'write',
      document: { _id: 'purge', version: 5, epoch: 2, position: 'b' },
    });
  });

  it('refuse an older epoch, and a newer one that has not stamped them', () => {
    expect(fencedChange(cursor, 1, { position: 'b' })).toEqual({ kind: 'stale-epoch', held: 2 });
    expect(fencedChange(cursor, 3, { position: 'b' })).toEqual({ kind: 'stale-epoch', held: 2 });
  });

  it('take the epoch of a promotion, which never goes back', () => {
    expect(stampEpoch(cursor, 3)).toMatchObject({
      kind: 'write',
      document: { epoch: 3, version: 5 },
    });
    expect(stampEpoch(cursor, 1)).toEqual({ kind: 'stale-epoch', held: 2 });
  });
});
