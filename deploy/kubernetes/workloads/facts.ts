import type { RowId, Topology, WorkloadName } from '@tandem/topology';
import type { RegionContext } from '../framework/context.ts';

/** A workload as one region runs it. */
export interface WorkloadFacts {
  readonly name: WorkloadName;
  readonly workload: Topology['workloads'][WorkloadName];
  readonly context: RegionContext;
  /** The row of the workload itself; sms also has T3. */
  readonly rows: readonly RowId[];
  /** What its selectors ask for. */
  readonly selector: { readonly [key: string]: string };
  readonly labels: { readonly [key: string]: string };
}

export function factsOf(context: RegionContext, name: WorkloadName): WorkloadFacts {
  const workload = context.topology.workloads[name];
  const selector = { 'app.kubernetes.io/name': name };
  const rows = workload.rows.filter((row) => row !== 'T4');
  return {
    name,
    workload,
    context,
    rows,
    selector,
    labels: { ...selector, 'app.kubernetes.io/component': workload.priority },
  };
}

/** The metadata of an object that is named after its workload. */
export const metadataOf = ({ name, context, labels }: WorkloadFacts, suffix = '') => ({
  name: `${name}${suffix}`,
  namespace: context.namespace,
  labels,
});

/** The port of /health, /ready, /live and /metrics. */
export const OPS = 'ops';

/** Ports that others than probes and Prometheus reach. */
export const servedPorts = ({ workload }: WorkloadFacts) =>
  workload.ports.filter(({ name }) => name !== OPS);

export function portOf({ name, workload }: WorkloadFacts, port: string): number {
  const found = workload.ports.find((one) => one.name === port);
  if (found === undefined) throw new RangeError(`${name} has no port ${port}`);
  return found.port;
}

/** Whether anything of it is in the region's Kafka. */
export const usesEvents = ({ workload: { dependencies } }: WorkloadFacts): boolean =>
  dependencies.publishes.length + dependencies.consumes.length > 0;
