import { ManualClock } from '@tandem/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLogger, SampledLogger } from '../index.ts';

function capture() {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'debug',
    bindings: { region: 'us-east-1' },
    stream: { write: (line) => lines.push(line) },
  });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') };
}

const NUMBER = '+14045550101';
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhY21lIn0.c2lnbmF0dXJl';

describe('the logger', () => {
  test('writes one JSON document a line, with level, time and bindings', () => {
    const { logger, last } = capture();
    logger.info({ count: 3 }, 'fine');
    expect(last()).toMatchObject({ level: 'info', region: 'us-east-1', count: 3, message: 'fine' });
    expect(last().time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test.each([
    ['a message', (log: ReturnType<typeof capture>) => log.logger.info(`call ${NUMBER} now`)],
    ['a URL in a message', ({ logger }) => logger.info('GET /x?to=%2B14045550101')],
    ['a field of any name', ({ logger }) => logger.info({ somewhere: { deep: [NUMBER] } }, 'x')],
    ['a key', ({ logger }) => logger.info({ [NUMBER]: 1 }, 'x')],
    [
      'an error of a library',
      ({ logger }) => logger.error({ err: new Error(`no ${NUMBER}`) }, 'x'),
    ],
    ['a binding of a child', ({ logger }) => logger.child({ to: NUMBER }).info('x')],
    ['a bearer token', ({ logger }) => logger.info(`Authorization: Bearer ${TOKEN}`)],
    ['a token of its own', ({ logger }) => logger.info({ got: TOKEN }, 'x')],
    ['an opaque bearer token', ({ logger }) => logger.info({ h: 'bearer c2lnbmF0dXJl+/x==' }, 'x')],
    ['Basic credentials', ({ logger }) => logger.info({ h: 'Basic YWNtZTpzZWNyZXQ=' }, 'x')],
  ] as [string, (log: ReturnType<typeof capture>) => void][])(
    'prints no number and no token of %s',
    (_where, write) => {
      const log = capture();
      write(log);
      expect(log.lines).toHaveLength(1);
      expect(log.lines[0]).not.toMatch(/4045550101|c2lnbmF0dXJl|YWNtZTpzZWNyZXQ/);
      expect(log.lines[0]).toContain('[redacted]');
      expect(() => log.last()).not.toThrow();
    },
  );

  test.each(['msisdn', 'authorization', 'password', 'access_token', 'destination_addr', 'answer'])(
    'redacts the field %s at the top and below',
    (name) => {
      const { logger, last } = capture();
      logger.info({ [name]: 'x1', a: { [name]: 'x2', b: { [name]: 'x3' } } }, 'y');
      expect(JSON.stringify(last())).not.toMatch(/x[123]/);
    },
  );

  test('leaves what is no number alone', () => {
    const { logger, last } = capture();
    const fields = { at: '2026-01-01T00:00:00+0100', sum: '1+234', big: 1e21, id: '14045550101' };
    logger.info(fields, 'fine');
    expect(last()).toMatchObject(fields);
  });

  test('whatever is around it, no E.164 number comes through, and the line stays JSON', () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{6,14}$/);
    const around = fc.string({ unit: 'binary' }).filter((text) => !/[0-9]$|^[0-9]/.test(text));
    fc.assert(
      fc.property(around, digits, around, (before, number, after) => {
        const { logger, lines, last } = capture();
        logger.warn({ text: `${before}+${number}${after}` }, `${before}+${number}${after}`);
        expect(lines[0]).not.toContain(`+${number}`);
        expect(last().level).toBe('warn');
      }),
    );
  });
});

describe('the sampled logger', () => {
  test('writes the first lines of a window and counts the rest', () => {
    const { logger, lines, last } = capture();
    const clock = new ManualClock();
    const sampled = new SampledLogger(logger, { clock, burst: 2, windowMs: 1_000 });
    for (let line = 0; line < 10; line += 1) sampled.log('warn', 'hot');
    expect(lines).toHaveLength(2);
    sampled.log('warn', 'another');
    expect(lines).toHaveLength(3);
    clock.advance(1_000);
    sampled.log('warn', 'hot', { code: 7 });
    expect(last()).toMatchObject({ message: 'hot', suppressed: 8, code: 7 });
    clock.advance(1_000);
    sampled.log('warn', 'hot');
    expect(last()).not.toHaveProperty('suppressed');
  });
});
