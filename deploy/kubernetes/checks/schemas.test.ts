import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { KINDS } from '../framework/kinds.ts';
import kinds from '../schemas/kinds.json' with { type: 'json' };
import strict from '../schemas/strict.json' with { type: 'json' };
import { customSchemas } from './custom-schemas.ts';

const require = createRequire(import.meta.url);

it('the strict schemas are made from the typings that are installed (node deploy/kubernetes/tools/schema.mjs)', () => {
  const installed = Object.keys(strict.source).map((name) => {
    const manifest: { version: string } = JSON.parse(
      readFileSync(require.resolve(`${name}/package.json`), 'utf8'),
    );
    return [name, manifest.version];
  });
  expect(strict.source).toEqual(Object.fromEntries(installed));
  const named = Object.values(kinds).flat().sort();
  const made = Object.keys(strict.kinds).map((id) => id.split(' ')[1]);
  expect(made.sort()).toEqual(named);
});

it('every kind that can be checked has its fields known, and the other way round', () => {
  const known = [...Object.keys(strict.kinds), ...customSchemas().keys()];
  expect([...KINDS.keys()].sort()).toEqual(known.sort());
});
