import { expect, test } from 'vitest';
import { deadLetterValue } from './dead-letter.ts';

const EVENT = { topic: 't', partition: 1, offset: 7, key: 'k', value: '{}', publishedAt: 5 };

test('a letter has the event, the reason and the time', () => {
  const letter = JSON.parse(deadLetterValue(EVENT, new Error('poison'), 9));
  expect(letter).toEqual({ ...EVENT, reason: 'poison', failedAt: 9 });
});

test.each(['"', '漢', '\u0000'])(
  'an event of 1 MB of %j still gets a letter that a log takes',
  (text) => {
    const value = text.repeat(Math.floor((1024 * 1024) / Buffer.byteLength(text)));
    const written = deadLetterValue({ ...EVENT, value }, 'x'.repeat(5_000_000), 9);
    expect(Buffer.byteLength(written)).toBeLessThan(1_000_000);
    const letter = JSON.parse(written);
    expect(letter).toMatchObject({ topic: 't', partition: 1, offset: 7 });
    expect(letter.cutFromBytes).toBe(Buffer.byteLength(value));
    expect(value.startsWith(letter.value)).toBe(true);
  },
);
