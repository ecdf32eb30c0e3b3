import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServer } from './server-process.ts';
import { accepts, findTool, freePorts, missing } from './tools.ts';

export interface RedisServer {
  readonly port: number;
  readonly pid: number;
  /** `kill -9` loses everything: nothing is ever written to the disk. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** The same server again, empty, on the same port. */
  start(): Promise<void>;
}

export interface RedisServerOptions {
  /** Users of the access-control list; with them the default user is off. */
  readonly users?: readonly { readonly name: string; readonly rules: readonly string[] }[];
  /** The only port then speaks TLS 1.2 and 1.3. */
  readonly tls?: {
    readonly certFile: string;
    readonly keyFile: string;
    readonly caFile: string;
    readonly protocols?: 'TLSv1.2' | 'TLSv1.3';
  };
}

/** undefined when redis-server is installed, otherwise why tests with it are left out. */
export function redisMissing(): string | undefined {
  return missing(['redis-server', 'openssl'], 'apt-get install -y redis-server openssl');
}

/** A server of Debian's redis-server on a free port of 127.0.0.1. */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const command = findTool('redis-server');
  if (command === undefined) throw new Error('redis-server is not on PATH');
  const directory = mkdtempSync(join(tmpdir(), 'tandem-redis-'));
  const [port = 0] = await freePorts(1);
  const file = join(directory, 'redis.conf');
  writeFileSync(file, `${configuration(directory, port, options).join('\n')}\n`, { mode: 0o600 });
  let server: ServerProcess | undefined;
  const start = async (): Promise<void> => {
    server = await startServer(command, [file], () => accepts(port));
  };
  await start();
  return {
    port,
    get pid() {
      return server?.pid ?? 0;
    },
    start,
    async stop(signal) {
      await server?.stop(signal);
      if (signal === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

function configuration(directory: string, port: number, options: RedisServerOptions): string[] {
  const lines = ['bind 127.0.0.1', `dir ${directory}`, 'save ""', 'appendonly no'];
  const { tls, users } = options;
  if (tls) {
    lines.push('port 0', `tls-port ${port}`, 'tls-auth-clients no');
    lines.push(`tls-cert-file ${tls.certFile}`, `tls-key-file ${tls.keyFile}`);
    lines.push(`tls-ca-cert-file ${tls.caFile}`);
    lines.push(`tls-protocols "${tls.protocols ?? 'TLSv1.2 TLSv1.3'}"`);
  } else {
    lines.push(`port ${port}`);
  }
  if (users) lines.push('user default off');
  for (const { name, rules } of users ?? []) lines.push(`user ${name} on ${rules.join(' ')}`);
  return lines;
}
