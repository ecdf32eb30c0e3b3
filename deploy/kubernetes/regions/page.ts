import type { Topology } from '@tandem/topology';
import { emittedObjects } from '../checks/view.ts';
import type { Tree } from '../framework/render.ts';
import { DECLARED } from './declared.ts';
import { type Difference, differences } from './differences.ts';

const HEAD = `# What differs between the regions

Generated from \`deploy/kubernetes/\` by \`npx vitest run deploy/kubernetes/regions -u\`; a test fails when this page is
stale. Both regions get the same manifests from one topology. What differs is declared in
\`deploy/kubernetes/regions/declared.ts\` with its reason; the policy \`regions\` of \`tandem verify\` refuses anything else.
`;

/** Every declared difference, with what each region has. */
export function regionsPage(topology: Topology, tree: Tree): string {
  const found = differences(emittedObjects(tree), topology);
  const sections = DECLARED.map((declared) => {
    const own = found.filter(({ why, kind }) => why === declared.why && declared.kind.test(kind));
    return own.length === 0 ? '' : section(declared.what, declared.why, own, topology);
  });
  return `${HEAD}\n${sections.filter((text) => text !== '').join('\n')}`;
}

function section(
  what: string,
  why: string,
  found: readonly Difference[],
  { regions }: Topology,
): string {
  const head = ['object', 'field', ...regions.map(({ name, role }) => `${name} (${role})`)];
  const rows = found.map(({ where, field, values }) => [
    where,
    `\`${field}\``,
    ...values.map((value) => (value === undefined ? '–' : `\`${value}\``)),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
  return `## ${what[0]?.toUpperCase()}${what.slice(1)}\n\n${why}\n\n${table}\n`;
}
