import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from './commands.ts';

const page = readFileSync(new URL('../../docs/reference/engines.md', import.meta.url), 'utf8');

test('every command that is sent is on the page that says so, and no other', () => {
  const [, section = ''] = page.split('### Commands');
  const rows = (section.split('\n## ')[0] ?? '').matchAll(/^\| ([A-Z, …]+) \|/gm);
  const listed = [...rows].flatMap(([, cell = '']) => cell.match(/[A-Z]{3,}/g) ?? []);
  expect(listed.sort()).toEqual(Object.keys(COMMANDS).sort());
});
