import { portsFor } from '../ports.ts';
import { ROW_IDS, ROWS } from '../rows.ts';
import { entriesOf } from '../rules/rule.ts';
import type { Topology } from '../schema/topology.ts';
import { topologyFor } from '../topology.ts';
import { figureTables } from './figures.ts';
import { code, codes, duration, table } from './markdown.ts';

/** The whole of docs/reference/topology.md. */
export function referencePage(): string {
  const topology = topologyFor('document');
  return `# Topology

Generated from \`topology/\` by \`npx vitest run topology/reference -u\`; a test fails when this page is stale.
The system is data: everything that runs it, attacks it, deploys it or simulates it reads these figures.
\`document\` is the description to the figure, \`tuned\` the fastest that the providers allow, \`fast\` the
document divided by 20 for tests (time-outs not below 500 ms; contracts with others unchanged). The last
column names the row of the description, or says that the figure is ours.

## Regions

${regions(topology)}

## Workloads

${workloads(topology)}

Replicas are minimum to maximum in the active, then in the passive region.

${dependencies(topology)}

## Worker groups

${workerGroups(topology)}

## Components

${components(topology)}

## Figures by profile

${figureTables()}
## Local ports

${ports(topology)}

\`--port-base N\` shifts every one of them by N - 8080.

## Rows

${table(
  ['id', 'fact'],
  ROW_IDS.map((id) => [id, ROWS[id]]),
)}
`;
}

const regions = (topology: Topology) =>
  table(
    ['region', 'role', 'zones', 'VPC', 'service addresses', 'row'],
    topology.regions.map(({ name, role, zones, network, rows }) => [
      name,
      role,
      zones.join(', '),
      network.vpcCidr,
      network.serviceCidr,
      rows.join(', '),
    ]),
  );

const range = ({ min, max }: { readonly min: number; readonly max: number }) => `${min} to ${max}`;

const workloads = (topology: Topology) =>
  table(
    ['workload', 'purpose', 'worker group', 'active', 'passive', 'scales on', 'ports', 'row'],
    entriesOf(topology.workloads).map(([name, workload]) => [
      code(name),
      workload.purpose,
      workload.workerGroup,
      range(workload.replicas.active),
      range(workload.replicas.passive),
      workload.scaling.map(({ metric, target }) => `${code(metric)} ${target}`).join(', '),
      workload.ports.map(({ name: port, port: number }) => `${port} ${number}`).join(', '),
      workload.rows.join(', '),
    ]),
  );

const dependencies = (topology: Topology) =>
  table(
    ['workload', 'documents', 'cache', 'publishes', 'consumes', 'secrets', 'buckets', 'calls'],
    entriesOf(topology.workloads).map(([name, { dependencies: needs }]) => [
      code(name),
      needs.documents,
      needs.cache,
      codes(needs.publishes),
      codes(needs.consumes),
      codes(needs.secrets),
      needs.buckets.map((bucket) => `${code(bucket.name)} ${bucket.access}`).join(', '),
      needs.calls.join(', '),
    ]),
  );

const workerGroups = (topology: Topology) =>
  table(
    ['group', 'provisioner', 'capacity', 'instance types', 'active', 'passive', 'notice', 'row'],
    entriesOf(topology.workerGroups).map(([name, group]) => [
      name,
      group.provisioner,
      group.capacity,
      group.instanceTypes.join(', '),
      range(group.nodes.active),
      range(group.nodes.passive),
      group.reclaimNoticeMs === 0 ? 'none' : duration(group.reclaimNoticeMs),
      group.rows.join(', '),
    ]),
  );

const components = (topology: Topology) =>
  table(
    ['component', 'purpose', 'delivery', 'kind', 'worker group', 'row'],
    topology.components.map(({ name, purpose, delivery, kind, workerGroup, rows }) => [
      name,
      purpose,
      delivery,
      kind,
      workerGroup,
      rows.join(', '),
    ]),
  );

function ports(topology: Topology): string {
  const { edge, region, ...single } = portsFor();
  return table(
    ['port', 'default'],
    [
      ['edge.api', String(edge.api)],
      ['edge.applet', String(edge.applet)],
      ...Object.entries(single).map(([name, port]) => [name, String(port)]),
      ...topology.regions.flatMap(({ name }, index) => {
        const { split, ...own } = region(index);
        return [
          ...Object.entries(own).map(([port, number]) => [`${name} ${port}`, String(number)]),
          ...Object.entries(split).map(([workload, number]) => [
            `${name} ${workload} ops, with --split`,
            String(number),
          ]),
        ];
      }),
    ],
  );
}
