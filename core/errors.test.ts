import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERRORS, type ErrorSpec, TandemError } from './errors.ts';

const PAGE = new URL('../docs/reference/errors.md', import.meta.url);

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function tableOfRegistry(): string[] {
  const entries = Object.entries(ERRORS) as [string, ErrorSpec][];
  const rows = entries.map(([code, spec]) =>
    row([
      `\`${code}\``,
      String(spec.status),
      spec.retryable ? 'yes' : 'no',
      spec.title,
      spec.detail.replaceAll('|', '\\|'),
    ]),
  );
  return [row(['code', 'status', 'retry', 'title', 'detail']), '|---|---|---|---|---|', ...rows];
}

describe('the error registry', () => {
  test('is the table of docs/reference/errors.md, row by row', () => {
    const lines = readFileSync(PAGE, 'utf8').split('\n');
    expect(lines.filter((line) => line.startsWith('|'))).toEqual(tableOfRegistry());
  });

  test.each(Object.entries(ERRORS))('%s is written as the page promises', (code, spec) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(spec.status).toBeGreaterThanOrEqual(400);
    expect(spec.status).toBeLessThan(600);
    expect(spec.title).not.toMatch(/\.$|[{}]/);
    expect(spec.detail).toMatch(/[.]$/);
  });
});

describe('TandemError', () => {
  test('fills the detail in and keeps the cause for the log', () => {
    const cause = new Error('inside');
    const error = new TandemError('rate-limited', { limit: 5, seconds: 2 }, cause);
    expect(error.message).toBe('The limit of 5 requests per second is used up; retry after 2 s.');
    expect(error).toMatchObject({ code: 'rate-limited', status: 429, retryable: true, cause });
  });

  test('does not interpret what is filled in', () => {
    const error = new TandemError('invalid-request', { field: '{reason}', reason: '$&' });
    expect(error.message).toBe('{reason}: $&.');
  });
});
