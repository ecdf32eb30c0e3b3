import { type ChildProcess, fork } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles engine-main.ts into `directory`; returns the path of the program. */
export async function bundleEngine(directory: string): Promise<string> {
  const outfile = join(directory, 'engine.mjs');
  await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), 'engine-main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['libsql', 'msgpackr', 'typebox', 'typebox/*', 'ulid'],
    logLevel: 'warning',
  });
  const library = createRequire(import.meta.url).resolve('libsql');
  symlinkSync(dirname(dirname(library)), join(directory, 'node_modules'));
  return outfile;
}

export interface Victim {
  readonly child: ChildProcess;
  kill(): Promise<void>;
}

/** Starts a role of engine-main.ts. */
export function startRole(program: string, role: string, argument: object): Victim {
  const child = fork(program, [role, JSON.stringify(argument)], { execArgv: [] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    child,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Starts an engine and waits until it listens. */
export async function startEngineProcess(
  program: string,
  role: 'documents' | 'region',
  argument: object,
): Promise<Victim> {
  const victim = startRole(program, role, argument);
  await new Promise<void>((resolve, reject) => {
    victim.child.once('message', () => resolve());
    victim.child.once('exit', (code) => reject(new Error(`the engine ended with ${code}`)));
  });
  return victim;
}

/** Kills and restarts an engine `times` times, after 20 to 140 ms of life each time. */
export async function killRepeatedly(
  start: () => Promise<Victim>,
  times: number,
  random: () => number,
): Promise<Victim> {
  let engine = await start();
  for (let round = 0; round < times; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20 + random() * 120));
    await engine.kill();
    engine = await start();
  }
  return engine;
}
