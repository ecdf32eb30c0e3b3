import { createServer } from 'node:net';
import type { LocalPorts } from '@tandem/topology';

/** Rejects, naming the first port of the plan that another process holds and how to choose others. */
export async function requireFreePorts(ports: LocalPorts, host: string): Promise<void> {
  for (const [purpose, port] of portsByPurpose(ports)) {
    const code = await listenFailure(port, host);
    if (code === undefined) continue;
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${code})`;
    throw new Error(
      `port ${port} (${purpose}) ${why}: stop what holds it, or choose other ports with --port-base`,
    );
  }
}

/** Every port that the local system listens on before its regions, and what it is for. */
export function portsByPurpose(ports: LocalPorts): [string, number][] {
  return [
    ['API', ports.edge.api],
    ['applets', ports.edge.applet],
    ['SMSC', ports.smsc],
    ['supervisor', ports.supervisor],
    ['bank', ports.bank],
    ['MNO API', ports.mnoApi],
    ['carrier control', ports.carrierControl],
  ];
}

/** Why nobody can listen there now (EADDRINUSE, EACCES, …); undefined when the port is free. */
export function listenFailure(port: number, host: string): Promise<string | undefined> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => settle(undefined)));
  });
}
