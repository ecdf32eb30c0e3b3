import { newId } from '@tandem/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../validation.ts';
import { fingerprint, parseCallback } from './callback.ts';

const callback = {
  responseType: 'ANSWERED',
  requestId: 'r-1',
  transactionId: newId(1_000),
  status: 'ACCEPTED',
  simIdentifier: 'ab',
  deviceIdentifier: 'cd',
  lastImeiChange: '2024-02-01',
  answer: '4711',
};

describe('parseCallback', () => {
  it('reads an outcome, with or without what may be absent, and lets new fields through', () => {
    const whole = parseCallback(JSON.stringify({ ...callback, novelty: 1 }), 5);
    expect(whole).toEqual({ ...callback, receivedAt: 5 });
    const { answer: _, lastImeiChange: __, ...least } = callback;
    expect(parseCallback(JSON.stringify(least), 5)).toMatchObject({
      answer: null,
      lastImeiChange: null,
    });
  });

  it('throws only what its caller answers 400 to, whatever the body', () => {
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((text) => text.slice(0, -1)),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        try {
          parseCallback(body, 0);
        } catch (error) {
          expect(error instanceof SyntaxError || error instanceof InvalidInputError).toBe(true);
        }
      }),
    );
  });

  it('never shows the value in the error', () => {
    const body = JSON.stringify({ ...callback, responseType: '+14045550101' });
    expect(() => parseCallback(body, 0)).toThrow(
      /^callback\.responseType: must be one of APPROVED/,
    );
    expect(() => parseCallback(body, 0)).not.toThrow(/4045550101/);
  });
});

describe('fingerprint', () => {
  it('does not depend on the order of fields or the time of arrival, but on every content', () => {
    const reversed = Object.fromEntries(Object.entries(callback).reverse());
    const print = (fields: object, at = 0) =>
      fingerprint(parseCallback(JSON.stringify(fields), at));
    expect(print(reversed, 9)).toBe(print(callback, 1));
    for (const change of [
      { responseType: 'REJECTED' },
      { status: 'REFUSED' },
      { answer: '4712' },
      { simIdentifier: 'xx' },
      { deviceIdentifier: 'xx' },
      { lastImeiChange: null },
    ]) {
      expect(print({ ...callback, ...change })).not.toBe(print(callback));
    }
  });
});
