import { ROW_IDS, ROWS, type Topology } from '@tandem/topology';
import { render } from '../framework/render.ts';
import { type Resource, type View, viewOf } from '../policies/view.ts';
import { STACKS } from '../stacks/index.ts';
import { NOT_EMULATED, STAND_INS } from '../verify/emulator/limits.ts';
import { edgeDiagram, networkDiagram, stackDiagram } from './diagrams.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
};

const code = (text: string) => `\`${text}\``;

/** The whole of docs/reference/infrastructure.md, read off what synth writes. */
export function infrastructurePage(topology: Topology): string {
  const { manifest, stacks } = render(topology, STACKS);
  const view = viewOf(topology, manifest, stacks);
  return `# Infrastructure

Generated from the Terraform that \`npx tandem synth\` writes, by \`npx vitest run deploy/terraform/reference -u\`;
a test fails when this page is stale. ${view.resources.length} resources in ${manifest.stacks.length} stacks.

## Stacks

In the order in which they are applied. A stack takes values from those before it as one typed variable
each, filled from their output \`exports\`.

${stackTable(view)}

${mermaid(stackDiagram(manifest))}

## From the world to the pods

${mermaid(edgeDiagram(view))}

## The network of a region

Where each kind of subnet sends what is for the world; every region and every zone has the same, with its own
addresses, firewall endpoint and NAT gateway. What comes in from the internet is routed to the firewall
endpoint of its zone first, which the policy "symmetric firewall routes" proves by walking packets through
the route tables.

${mermaid(networkDiagram(view))}

## What exists where, by row

${rowTable(view)}

## What the emulator cannot show

\`tandem verify\` applies every AWS stack to moto, except for these types, which are planned and tested with
mocked providers only:

${table(
  ['type', 'resources', 'why'],
  Object.entries(NOT_EMULATED).map(([type, why]) => [code(type), countOf(view, type), why]),
)}

Applied as another type: ${Object.entries(STAND_INS)
    .map(([type, { type: standIn }]) => `${code(type)} as ${code(standIn)}`)
    .join(', ')}.

What is not of AWS has no provider that could be had offline. It is checked by the types generated from the
providers' documentation and by our policies:

${table(['type', 'resources'], otherTypes(view))}
`;
}

const mermaid = (lines: readonly string[]): string => ['```mermaid', ...lines, '```'].join('\n');

const countOf = ({ resources }: View, type: string): string =>
  String(resources.filter((resource) => resource.type === type).length);

function stackTable(view: View): string {
  const rows = view.manifest.stacks.map(({ name, region, purpose, takes, rows: named, state }) => [
    code(name),
    region,
    purpose,
    String(view.resources.filter(({ stack }) => stack.name === name).length),
    Object.keys(takes).map(code).join(', '),
    state === 'local' ? 'its own directory' : region,
    named.join(', '),
  ]);
  const head = ['stack', 'through', 'purpose', 'resources', 'takes from', 'state in', 'rows'];
  return table(head, rows);
}

function rowTable({ resources }: View): string {
  const made = ROW_IDS.filter((row) => resources.some((resource) => resource.rows.includes(row)));
  const rows = made.flatMap((row) => {
    const own = resources.filter((resource) => resource.rows.includes(row));
    const places = [...new Set(own.map(placeOf))].sort();
    return places.map((place, at) => [
      at === 0 ? row : '',
      at === 0 ? ROWS[row] : '',
      place,
      counted(own.filter((resource) => placeOf(resource) === place)),
    ]);
  });
  return table(['row', 'fact', 'stack, region', 'resources'], rows);
}

const placeOf = ({ stack, region }: Resource): string =>
  stack.scope === 'region' ? code(stack.name) : `${code(stack.name)}, ${region}`;

function counted(resources: readonly Resource[]): string {
  const types = [...new Set(resources.map(({ type }) => type))].sort();
  return types
    .map((type) => {
      const count = resources.filter((resource) => resource.type === type).length;
      return count === 1 ? type : `${count} ${type}`;
    })
    .join(', ');
}

function otherTypes({ resources }: View): string[][] {
  const others = resources.filter(({ type }) => !type.startsWith('aws_'));
  const types = [...new Set(others.map(({ type }) => type))].sort();
  return types.map((type) => [
    code(type),
    String(others.filter((resource) => resource.type === type).length),
  ]);
}
