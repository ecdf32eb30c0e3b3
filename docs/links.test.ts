import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const pages = [
  join(root, 'README.md'),
  ...readdirSync(import.meta.dirname, { recursive: true })
    .map((name) => join(import.meta.dirname, String(name)))
    .filter((name) => name.endsWith('.md'))
    .sort(),
];

const LINK = /\]\(([^)\s]+)\)/g;
const CODE = /^```.*?^```$|^(?: {4}|\t).*$|`[^`]*`/gms;

/** As GitHub names a heading: lower case, blanks as hyphens, without punctuation. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (page: string) =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => anchorOf(text));

function brokenLinks(page: string): string[] {
  const prose = readFileSync(page, 'utf8').replaceAll(CODE, '');
  return [...prose.matchAll(LINK)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchorsOf(file).includes(anchor);
    });
}

describe('links of the documentation', () => {
  it.each(pages.map((page) => relative(root, page)))('lead to files that exist: %s', (page) => {
    expect(brokenLinks(join(root, page))).toEqual([]);
  });
});
