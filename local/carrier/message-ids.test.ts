import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMessageId, MessageIds } from './message-ids.ts';

describe('MessageIds', () => {
  it('gives no id twice, also after a restart within the same second', () => {
    const first = new MessageIds(1_800_000_000_000);
    const second = new MessageIds(1_800_000_000_900);
    const ids = [first, second].flatMap((ids) => Array.from({ length: 5_000 }, () => ids.next()));
    expect(new Set(ids).size).toBe(10_000);
  });

  it('stays an exact integer, readable from either form, in no more characters than SMPP allows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (startedAt) => {
        const id = new MessageIds(startedAt).next();
        expect(Number.isSafeInteger(id)).toBe(true);
        expect(Number.parseInt(formatMessageId(id, 'hexadecimal'), 16)).toBe(id);
        expect(Number(formatMessageId(id, 'decimal'))).toBe(id);
        expect(formatMessageId(id, 'decimal').length).toBeLessThanOrEqual(64);
      }),
    );
  });
});
