import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const built = join(import.meta.dirname, '..', 'dist', 'dashboard');
const LIMIT_BYTES = 250_000;
const bytesOf = (suffix: string) =>
  readdirSync(join(built, 'assets'))
    .filter((name) => name.endsWith(suffix))
    .reduce((sum, name) => sum + statSync(join(built, 'assets', name)).size, 0);

/** `npm ci` and `npm test` build them; a single run of this file may come before. */
function areBuilt(): boolean {
  if (existsSync(join(built, 'index.html'))) return true;
  process.stderr.write('the pages are not built (npm run prepare): their weight is not tested\n');
  return false;
}

describe.runIf(areBuilt())('the built pages', () => {
  it('weigh less than 250 kB compressed, all of them together', () => {
    expect(bytesOf('.js.gz') + bytesOf('.css.gz')).toBeLessThan(LIMIT_BYTES);
  });

  it('hold no script and no style inline, as the policy forbids them', () => {
    const page = readFileSync(join(built, 'index.html'), 'utf8');
    expect(page).not.toMatch(/<style|<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=/);
  });
});
