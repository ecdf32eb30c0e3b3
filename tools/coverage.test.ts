import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROW_IDS } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import {
  type CoverageRow,
  coverageProblems,
  parseCoverage,
  type Surroundings,
} from './coverage.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function isFile(path: string): boolean {
  return statSync(join(root, path), { throwIfNoEntry: false })?.isFile() ?? false;
}

function hasTests(path: string): boolean {
  if (isFile(path)) return path.endsWith('.test.ts');
  const folder = join(root, path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
  return readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('.test.ts'));
}

function around(): Surroundings {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return { ids: ROW_IDS, scripts: Object.keys(manifest.scripts), isFile, hasTests };
}

describe('docs/coverage.md', () => {
  const rows = parseCoverage(readFileSync(join(root, 'docs', 'coverage.md'), 'utf8'));

  it('accounts for every row of the system with files, tests and scripts that exist', () => {
    expect(coverageProblems(rows, around())).toEqual([]);
  });

  it('lists the rows in their order', () => {
    expect(rows.map(({ id }) => id)).toEqual(ROW_IDS);
  });
});

describe('the check of the coverage page', () => {
  const row: CoverageRow = {
    id: 'T1',
    files: '`a.ts`',
    check: '`npx vitest run a.test.ts`',
    note: '',
  };
  const planned: CoverageRow = { id: 'T1', files: 'planned', check: 'planned', note: 'REGIONS' };
  const surroundings: Surroundings = {
    ids: ['T1'],
    scripts: ['test'],
    isFile: (path) => path === 'a.ts',
    hasTests: (path) => path === 'a.test.ts',
  };
  const problems = (...rows: CoverageRow[]) => coverageProblems(rows, surroundings);

  it('accepts a row with its file and its test, and a planned one with its issue', () => {
    expect(problems(row)).toEqual([]);
    expect(problems({ ...row, check: '`npm test`' })).toEqual([]);
    expect(problems(planned)).toEqual([]);
  });

  it.each<[string, CoverageRow[], string]>([
    ['a missing id', [], 'T1: is missing'],
    ['an unknown id', [row, { ...row, id: 'T9' }], 'T9: is not a row'],
    ['a repeated id', [row, row], 'T1: is there twice'],
    ['a file that is not there', [{ ...row, files: '`b.ts`' }], 'T1: b.ts does not exist'],
    ['a file in the note that is not there', [{ ...row, note: 'see `x/b.ts`' }], 'T1: x/b.ts does'],
    ['no file', [{ ...row, files: 'soon' }], 'T1: names no file'],
    ['no command', [{ ...row, check: 'by eye' }], 'T1: names no command'],
    [
      'a test that is not there',
      [{ ...row, check: '`npx vitest run b.test.ts`' }],
      'holds no test',
    ],
    ['an unknown script', [{ ...row, check: '`npm run proof`' }], 'no such script (allowed: test)'],
    ['an unknown tool', [{ ...row, check: '`make check`' }], 'must be "npm run SCRIPT" or'],
    ['a plan without its issue', [{ ...planned, note: 'later' }], 'without the issue'],
    ['half a plan', [{ ...planned, check: row.check }], 'both be planned, or neither'],
  ])('refuses %s', (_, rows, text) => {
    expect(problems(...rows).join('\n')).toContain(text);
  });

  it('refuses a table with other columns', () => {
    expect(() => parseCoverage('| id | file |\n|---|---|\n')).toThrow('id | files | check | note');
  });
});
