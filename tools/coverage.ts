/** The issues that bring what is not there yet, by their capital word. */
export const ISSUES = [
  'PATH',
  'REGIONS',
  'TERRAFORM',
  'ENGINES',
  'KUBERNETES',
  'DASHBOARD',
] as const;

export interface CoverageRow {
  readonly id: string;
  readonly files: string;
  readonly check: string;
  readonly note: string;
}

/** What the page is held against. */
export interface Surroundings {
  readonly ids: readonly string[];
  readonly scripts: readonly string[];
  readonly isFile: (path: string) => boolean;
  /** Whether vitest finds a test under this file or folder. */
  readonly hasTests: (path: string) => boolean;
}

const PLANNED = 'planned';

/** The rows of the table whose head is `id | files | check | note`. */
export function parseCoverage(markdown: string): CoverageRow[] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  const [head, , ...body] = lines.map((line) =>
    line
      .slice(1, line.lastIndexOf('|'))
      .split('|')
      .map((cell) => cell.trim()),
  );
  if (head?.join(' | ') !== 'id | files | check | note') {
    throw new Error('the table must have the columns id | files | check | note');
  }
  return body.map(([id = '', files = '', check = '', note = '']) => ({ id, files, check, note }));
}

/** One line for everything that is wrong; empty when every row of the system is accounted for. */
export function coverageProblems(rows: readonly CoverageRow[], around: Surroundings): string[] {
  const listed = rows.map(({ id }) => id);
  return [
    ...around.ids.filter((id) => !listed.includes(id)).map((id) => `${id}: is missing`),
    ...listed.filter((id) => !around.ids.includes(id)).map((id) => `${id}: is not a row`),
    ...listed.filter((id, at) => listed.indexOf(id) !== at).map((id) => `${id}: is there twice`),
    ...rows.flatMap((row) => rowProblems(row, around).map((problem) => `${row.id}: ${problem}`)),
  ];
}

const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

function rowProblems(row: CoverageRow, around: Surroundings): string[] {
  const problems: string[] = [];
  if (row.files === PLANNED || row.check === PLANNED) {
    if (row.files !== row.check) problems.push('files and check must both be planned, or neither');
    if (!ISSUES.some((issue) => row.note.includes(issue))) {
      problems.push(`is planned without the issue that brings it (${ISSUES.join(', ')})`);
    }
  } else {
    const commands = quoted(row.check);
    if (quoted(row.files).length === 0) problems.push('names no file');
    if (commands.length === 0) problems.push('names no command');
    problems.push(...commands.flatMap((command) => commandProblems(command, around)));
    problems.push(...missingFiles(quoted(row.files), around));
  }
  const mentioned = quoted(row.note).filter((text) => text.includes('/'));
  return [...problems, ...missingFiles(mentioned, around)];
}

function missingFiles(paths: readonly string[], { isFile }: Surroundings): string[] {
  return paths.filter((path) => !isFile(path)).map((path) => `${path} does not exist`);
}

function commandProblems(command: string, { scripts, hasTests }: Surroundings): string[] {
  const [tool, ...rest] = command.split(' ');
  if (tool === 'npm') {
    const script = rest[0] === 'run' ? rest[1] : rest[0];
    const known = script !== undefined && scripts.includes(script);
    return known ? [] : [`${command}: no such script (allowed: ${scripts.join(', ')})`];
  }
  if (command.startsWith('npx vitest run ')) {
    const paths = rest.slice(2);
    return paths.filter((path) => !hasTests(path)).map((path) => `${path} holds no test`);
  }
  return [`${command}: must be "npm run SCRIPT" or "npx vitest run PATH"`];
}
