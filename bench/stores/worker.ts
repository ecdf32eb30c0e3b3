import { type ChildProcess, fork } from 'node:child_process';

export interface StartOptions {
  /** The script to start with `bench-child stores ROLE`; default: the one that runs now. */
  readonly entry?: string;
}

function start(
  role: string,
  argument: unknown,
  { entry = process.argv[1] }: StartOptions,
): ChildProcess {
  if (entry === undefined) throw new Error('a bench child needs a script to start');
  return fork(entry, ['bench-child', 'stores', role, JSON.stringify(argument)]);
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a bench child ended with ${code}`)));
  });
}

/** Runs one role to its end and returns what it told. */
export async function runRole(
  role: string,
  argument: unknown,
  options: StartOptions,
): Promise<unknown> {
  const child = start(role, argument, options);
  try {
    return await nextMessage(child);
  } finally {
    await stopped(child);
  }
}

export interface EngineProcess {
  readonly socketPath: string;
  /** Microseconds of processor time it has used. */
  processorMicros(): Promise<number>;
  stop(): Promise<void>;
}

export async function startEngine(
  role: string,
  dataDir: string,
  options: StartOptions,
): Promise<EngineProcess> {
  const child = start(role, dataDir, options);
  return {
    socketPath: String(await nextMessage(child)),
    async processorMicros() {
      child.send('processor time?');
      return Number(await nextMessage(child));
    },
    stop: () => stopped(child),
  };
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
