import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from './program.ts';
import { documentedCommands } from './testing/documented.ts';
import { problemOf } from './testing/understood.ts';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true })
    .map((name) => `docs/${name}`)
    .filter((name) => name.endsWith('.md'))
    .sort(),
];

const problemsOf = (markdown: string) =>
  documentedCommands(markdown).flatMap((documented) => {
    const problem = problemOf(
      buildProgram(() => undefined),
      documented,
    );
    return problem === undefined ? [] : [`${documented.line}: ${problem}`];
  });

describe('the documentation', () => {
  it.each(pages)('shows only commands that exist: %s', (page) => {
    expect(problemsOf(readFileSync(join(root, page), 'utf8'))).toEqual([]);
  });

  it('shows commands in every runbook', () => {
    for (const page of pages.filter((name) => /^docs\/runbooks\/(?!README)/.test(name))) {
      const shown = documentedCommands(readFileSync(join(root, page), 'utf8'));
      expect(shown.filter(({ typed }) => typed).length, page).toBeGreaterThan(2);
    }
  });
});

describe('the check of the documentation', () => {
  it.each([
    ['    $ npx tandem approve --to +14045550101 --message "Pay 120 USD to Acme?"   # a comment'],
    ['```\nnpx tandem region stop us-east-1\n```'],
    ['```\ntandem status | grep edge\n```'],
    ['```\nnpx tandem drill region-loss \\\n  --seed 7\n```'],
    ['    npx tandem serve --help'],
    [
      '`tandem failover [--to R]`, `npx tandem region drain\\|undrain R` and `tandem callbacks\nlist`',
    ],
    ['    "tandem nonsense" shows every step'],
  ])('accepts %j', (markdown) => {
    expect(problemsOf(markdown)).toEqual([]);
  });

  it.each([
    ['    npx tandem regoin stop us-east-1', '1: tandem has no command regoin'],
    ['text\n\n    tandem region kill us-east-1', '3: region has no command kill'],
    ['```\ntandem failover --now\n```', '2: failover has no option --now'],
    ['    tandem region stop', '1: stop needs <region>'],
    ['    tandem region stop us-east-1 us-west-2', '1: stop does not take us-west-2'],
    ['    tandem approve --model touch', '1: approve needs --to <msisdn>'],
    ['    tandem drill earthquake', '1: earthquake is not a drill'],
    ['    tandem drill region-loss --seed N', 'Allowed: a whole number'],
    ['Use `tandem region drain|stun R`.', '1: region has no command stun'],
    ['Use `tandem failback --soon`.', '1: failback has no option --soon'],
  ])('refuses %j', (markdown, problem) => {
    const problems = problemsOf(markdown);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});
