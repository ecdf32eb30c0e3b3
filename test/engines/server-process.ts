import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const TAIL_CHARACTERS = 4_000;

// Workers of a test run that is stopped are ended by SIGTERM, which by itself runs no `exit` listener.
if (process.env.VITEST !== undefined) process.once('SIGTERM', () => process.exit(143));

export interface ServerProcess {
  readonly pid: number;
  /** What it printed last. */
  readonly output: () => string;
  readonly isRunning: () => boolean;
  /** Resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a server and waits until `isReady` says so; the error of one that dies quotes what it printed. */
export async function startServer(
  command: string,
  args: readonly string[],
  isReady: () => Promise<boolean>,
  giveUpAfterMs = 60_000,
): Promise<ServerProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  const output = tailOf(child);
  if (pid === undefined) {
    const [error] = await once(child, 'error');
    throw error;
  }
  // A test run that is stopped by force leaves no server behind.
  const stopAtExit = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', stopAtExit);
  const gone = once(child, 'exit').then(() => process.off('exit', stopAtExit));
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const server: ServerProcess = {
    pid,
    output,
    isRunning,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await gone;
    },
  };
  const giveUpAt = performance.now() + giveUpAfterMs;
  while (!(await isReady())) {
    if (!isRunning()) throw new Error(`${command} ended at once:\n${output()}`);
    if (performance.now() > giveUpAt) {
      await server.stop('SIGKILL');
      throw new Error(`${command} was not ready in ${giveUpAfterMs} ms:\n${output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return server;
}

function tailOf(child: ChildProcess): () => string {
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-TAIL_CHARACTERS);
    });
  }
  return () => tail;
}
