import { createServer } from 'node:net';
import type { LocalPorts, Topology } from '@tandem/topology';

export interface Layout {
  readonly topology: Topology;
  /** One process per workload. */
  readonly split?: boolean;
}

/** Rejects, naming the first port of the plan that another process holds and how to choose others. */
export async function requireFreePorts(
  ports: LocalPorts,
  host: string,
  layout: Layout,
): Promise<void> {
  for (const [purpose, port] of portsByPurpose(ports, layout)) {
    const code = await listenFailure(port, host);
    if (code === undefined) continue;
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${code})`;
    throw new Error(
      `port ${port} (${purpose}) ${why}: stop what holds it, or choose other ports with --port-base`,
    );
  }
}

/** Every port that the local system listens on, and what it is for. */
export function portsByPurpose(
  ports: LocalPorts,
  { topology, split = false }: Layout,
): [string, number][] {
  return [
    ['API', ports.edge.api],
    ['applets', ports.edge.applet],
    ['SMSC', ports.smsc],
    ['supervisor', ports.supervisor],
    ['bank', ports.bank],
    ['MNO API', ports.mnoApi],
    ['carrier control', ports.carrierControl],
    ['edge control', ports.edgeControl],
    ['documents control', ports.documentsControl],
    ...topology.regions.flatMap(({ name }, index) => portsOfRegion(name, index, ports, split)),
  ];
}

function portsOfRegion(
  name: string,
  index: number,
  ports: LocalPorts,
  split: boolean,
): [string, number][] {
  const { api, applet, ops, engineControl, dashboard, split: ofWorkloads } = ports.region(index);
  const listeners: [string, number][] = [
    [`API of ${name}`, api],
    [`applets of ${name}`, applet],
    [`engine control of ${name}`, engineControl],
  ];
  if (!split) return [...listeners, [`health of ${name}`, ops]];
  const health = Object.entries(ofWorkloads).map(([workload, port]): [string, number] => [
    `health of ${workload} in ${name}`,
    port,
  ]);
  return [...listeners, [`dashboard of ${name}`, dashboard], ...health];
}

/** Why nobody can listen there now (EADDRINUSE, EACCES, …); undefined when the port is free. */
export function listenFailure(port: number, host: string): Promise<string | undefined> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => settle(undefined)));
  });
}
