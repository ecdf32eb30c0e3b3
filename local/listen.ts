import type { AddressInfo, Server } from 'node:net';

/** Starts a server; resolves with its port (a free one for port 0), rejects when it cannot listen. */
export function listen(
  server: Server,
  port: number,
  host: string,
  backlog?: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, ...(backlog === undefined ? {} : { backlog }) }, () => {
      server.off('error', reject);
      resolve(portOf(server));
    });
  });
}

/** The port of a server that listens on TCP. */
export function portOf(server: Server): number {
  const address = server.address() as AddressInfo | null;
  return address?.port ?? 0;
}
