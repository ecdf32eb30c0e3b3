import { existsSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** Where the tool is, or undefined when it is not on PATH. Debian puts some in /usr/sbin. */
export function findTool(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Why tests with an engine cannot run here, or undefined when they can: printed once for each file, and an
 * error where every tool is asked for (TANDEM_REQUIRE_TOOLS, as in CI).
 */
export function missing(tools: readonly string[], hint: string): string | undefined {
  const absent = tools.filter((tool) => findTool(tool) === undefined);
  if (absent.length === 0) return undefined;
  const reason = `${absent.join(' and ')} not found: ${hint}`;
  if (process.env.TANDEM_REQUIRE_TOOLS === '1') throw new Error(reason);
  process.stderr.write(`skipped: ${reason}\n`);
  return reason;
}

/** Ports that nobody listens on at this moment, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listening));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

/** Whether somebody listens on a port of this machine. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: 'localhost', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function listening(): Promise<ReturnType<typeof createServer>> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
