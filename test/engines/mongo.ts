import { createConnection } from 'node:net';
import { classPath, javaEngineMissing } from './java.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { findTool, freePorts } from './tools.ts';

export interface MongoServer {
  /** `mongodb://…`, as TANDEM_MONGODB_URL has it. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** The same server again on the same port, with what its file has. */
  start(): Promise<void>;
}

export interface MongoServerOptions {
  /** Keeps what was acknowledged over a `kill -9`; default: in memory. */
  readonly file?: string;
  /** The port of a proxy in front of it, which drivers are told to use. */
  readonly advertisedPort?: number;
  /** The host that drivers are told to use. Default 127.0.0.1. */
  readonly advertisedHost?: string;
  readonly user?: { readonly name: string; readonly password: string };
  /** It never becomes primary. */
  readonly secondary?: boolean;
}

/** undefined when the server can be started, otherwise why tests with it are left out. */
export function mongoMissing(): string | undefined {
  return javaEngineMissing('mongo-java-server-h2-backend');
}

/** A server with MongoDB's wire protocol (docs/reference/engines.md) on a free port of 127.0.0.1. */
export async function startMongo(options: MongoServerOptions = {}): Promise<MongoServer> {
  const java = findTool('java');
  if (java === undefined) throw new Error('java is not on PATH');
  const [port = 0] = await freePorts(1);
  let server: ServerProcess | undefined;
  const start = async (): Promise<void> => {
    server = await startServer(java, argumentsOf(port, options), () => accepts(port));
  };
  await start();
  const { user, advertisedHost = '127.0.0.1', advertisedPort = port } = options;
  const login = user
    ? `${encodeURIComponent(user.name)}:${encodeURIComponent(user.password)}@`
    : '';
  return {
    url: `mongodb://${login}${advertisedHost}:${advertisedPort}/tandem${user ? '?authSource=admin' : ''}`,
    port,
    get pid() {
      return server?.pid ?? 0;
    },
    start,
    async stop(signal) {
      await server?.stop(signal);
    },
  };
}

function argumentsOf(port: number, options: MongoServerOptions): string[] {
  const { advertisedHost = '127.0.0.1', advertisedPort = port, file, user, secondary } = options;
  return [
    ...['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx512m', '-cp', classPath],
    ...['MongoWireServer', '--port', String(port)],
    ...['--advertise', `${advertisedHost}:${advertisedPort}`],
    ...(file === undefined ? [] : ['--file', file]),
    ...(user === undefined ? [] : ['--user', user.name, '--password', user.password]),
    ...(secondary ? ['--secondary'] : []),
  ];
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
