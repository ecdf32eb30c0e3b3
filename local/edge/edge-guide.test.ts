import { readFileSync } from 'node:fs';
import { topologyFor } from '@tandem/topology';
import { expect, it } from 'vitest';
import { edgeFaultSchema } from './edge-faults.ts';

interface FaultSchema {
  readonly properties: { readonly kind: { readonly const: string } };
}

it('docs/reference/edge.md lists every fault with its fields', () => {
  const url = new URL('../../docs/reference/edge.md', import.meta.url);
  const page = readFileSync(url, 'utf8');
  const [, table = ''] = page.split('| fault | fields |');
  const rows = table.split('\n').filter((line) => /^\| `[a-z-]+` \|/.test(line));
  const { anyOf } = edgeFaultSchema(topologyFor('document')) as unknown as {
    readonly anyOf: readonly FaultSchema[];
  };
  const expected = anyOf.map(({ properties }) => {
    const fields = Object.keys(properties).filter((name) => name !== 'kind');
    return `| \`${properties.kind.const}\` | ${fields.map((name) => `\`${name}\``).join(', ')} |`;
  });
  expect(rows).toHaveLength(expected.length);
  rows.forEach((row, i) => {
    expect(row.startsWith(expected[i] ?? '?')).toBe(true);
  });
});
