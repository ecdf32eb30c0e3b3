import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validHistory } from '../checks/testing/valid-history.ts';
import { mergeHistories, readRecorders } from './merge.ts';
import type { Operation } from './operation.ts';
import { HistoryError, parseHistory, readHistory } from './read.ts';
import { formatHistory, writeHistory } from './write.ts';

const history = validHistory({ seed: 2, rate: 4, seconds: 2 });
const text = formatHistory(history);
const parse = (content: string) => parseHistory(Buffer.from(content), 'history.jsonl');
const end = '{"time":2,"process":"drill","type":"info","f":"end","value":{}}\n';

function problemOf(content: string): HistoryError {
  try {
    parse(content);
  } catch (error) {
    if (error instanceof HistoryError) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe('parseHistory', () => {
  it('reads what was written', () => {
    expect(parse(text)).toEqual(history);
  });

  it.each([
    ['an empty file', '', 1, 'there is no operation'],
    ['a cut line', `${end}{"time":3,"proc`, 2, 'is cut off: it has no newline'],
    ['a line that is not JSON', `${end}{"time":3,"proc\n`, 2, 'is not whole JSON'],
    ['an empty line', `${end}\n${end}`, 2, 'is not whole JSON'],
    ['an array', '[]\n', 1, 'must be a JSON object'],
    ['no time', end.replace('"time":2', '"time":"2"'), 1, 'time: must be Unix milliseconds'],
    ['no process', end.replace('"drill"', '""'), 1, 'process: must be the name'],
    [
      'an unknown operation',
      end.replace('"end"', '"ends"'),
      1,
      'f: must be one of drill, load, approve',
    ],
    ['a type that it has not', end.replace('info', 'fail'), 1, 'type: of end must be one of info'],
    ['no value', end.replace('{}', '1'), 1, 'value: must be object'],
    [
      'time that goes back',
      end + end.replace('"time":2', '"time":1.5'),
      2,
      'time: is 0.500 ms before',
    ],
  ])('names the line of %s', (_, content, line, problem) => {
    const error = problemOf(content);
    expect(error.line).toBe(line);
    expect(error.message).toContain(`history.jsonl line ${line}: `);
    expect(error.message).toContain(problem);
  });

  it.each([
    [
      '{"path":"api","region":"us-east-1","change":"gone"}',
      'value.change: must be one of up, down',
    ],
    ['{"path":"api","change":"up"}', 'region is missing'],
    ['{"path":"api","region":7,"change":"up"}', 'value.region: must be string'],
  ])('names the field of %s', (value, problem) => {
    const line = `{"time":1,"process":"edge","type":"info","f":"health","value":${value}}\n`;
    expect(problemOf(line).message).toContain(problem);
  });

  it('lets fields through that it does not know', () => {
    const more = end.replace('{}', '{"more":1}');
    expect(parse(more)[0]?.value).toEqual({ more: 1 });
  });

  it('reads a prefix or names the line, wherever the file was cut', () => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length - 1 }), (length) => {
        const cut = bytes.subarray(0, length);
        const whole = cut.toString('latin1').split('\n').length - 1;
        if (cut.at(-1) === 0x0a) expect(parseHistory(cut, 'h')).toEqual(history.slice(0, whole));
        else expect(problemOf(cut.toString()).line).toBe(whole + 1);
      }),
      { numRuns: 300 },
    );
  });

  it('throws nothing else, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.oneof(
          fc.string({ maxLength: 6 }),
          fc.constantFrom('"', '{', '\n', 'null', '-1', '\u0000'),
        ),
        (at, garbage) => {
          const spoilt = text.slice(0, at) + garbage + text.slice(at + garbage.length);
          try {
            parse(spoilt);
          } catch (error) {
            expect(error).toBeInstanceOf(HistoryError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('mergeHistories', () => {
  it('sorts by time and keeps the order of each recorder', () => {
    const at = (time: number, process: string): Operation => ({
      time,
      process,
      type: 'info',
      f: 'gap',
      value: { file: process, dropped: 1 },
    });
    const merged = mergeHistories([
      [at(1, 'a'), at(2, 'b'), at(2, 'c')],
      [at(1, 'd'), at(2, 'e'), at(3, 'f')],
    ]);
    expect(merged.map(({ process }) => process).join('')).toBe('adbcef');
  });

  it('keeps the frame outside, even at the same time', () => {
    const first = { ...history[0], time: 1 } as Operation;
    const last = { time: 1, process: 'drill', type: 'info', f: 'end', value: {} } as const;
    const some = {
      time: 1,
      process: 'x',
      type: 'info',
      f: 'gap',
      value: { file: 'x', dropped: 1 },
    } as const;
    const merged = mergeHistories([[some], [last], [first]]);
    expect(merged.map(({ f }) => f)).toEqual(['drill', 'gap', 'end']);
  });
});

describe('files', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'history-'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('are read as they were written, and merged from their recorders', async () => {
    const files = ['one', 'two', 'empty'].map((name) => join(dir, `${name}.jsonl`));
    const [one = '', two = '', empty = ''] = files;
    await writeHistory(
      one,
      history.filter(({ f }) => f === 'approve'),
    );
    await writeHistory(
      two,
      history.filter(({ f }) => f !== 'approve'),
    );
    writeFileSync(empty, '');
    expect(await readHistory(one)).toEqual(history.filter(({ f }) => f === 'approve'));
    expect(await readRecorders(files)).toHaveLength(history.length);
  });

  it('name themselves when they are corrupt', async () => {
    const file = join(dir, 'corrupt.jsonl');
    writeFileSync(file, `${end}nonsense\n`);
    await expect(readHistory(file)).rejects.toThrow(`${file} line 2: is not whole JSON`);
    await expect(readHistory(join(dir, 'none'))).rejects.toThrow('ENOENT');
  });
});
