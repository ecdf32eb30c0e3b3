import { readFileSync } from 'node:fs';
import { DocumentFaultSchema, RegionFaultSchema } from '@tandem/stores';
import { describe, expect, it } from 'vitest';
import { CallbackFaultSchema } from '../bank/index.ts';
import { CarrierFaultSchema } from '../carrier/index.ts';

interface FaultSchema {
  readonly properties: { readonly kind: { readonly const: string } };
  readonly required?: readonly string[];
}

/** `| kind | required fields, optional ones with ? |` of every fault. */
function documented(schemas: readonly FaultSchema[]): string[] {
  return schemas.map(({ properties, required = [] }) => {
    const fields = Object.keys(properties)
      .filter((name) => name !== 'kind')
      .map((name) => `\`${name}${required.includes(name) ? '' : '?'}\``);
    return `| \`${properties.kind.const}\` | ${fields.join(', ')}`;
  });
}

describe('docs/guides/carrier-and-bank.md', () => {
  it('lists every fault with its fields', () => {
    const guide = new URL('../../docs/guides/carrier-and-bank.md', import.meta.url);
    const page = readFileSync(guide, 'utf8');
    const rows = page.split('\n').filter((line) => /^\| `[a-z-]+` \|/.test(line));
    const schemas = [
      CarrierFaultSchema,
      CallbackFaultSchema,
      DocumentFaultSchema,
      RegionFaultSchema,
    ].flatMap(({ anyOf }) => anyOf as unknown as FaultSchema[]);
    const expected = documented(schemas);
    expect(rows).toHaveLength(expected.length);
    rows.forEach((row, i) => {
      expect(row.startsWith(expected[i]?.trimEnd() ?? '?')).toBe(true);
    });
  });
});
