import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePortBase } from '@tandem/local';

const ENTRY = join(import.meta.dirname, '..', '..', 'dist', 'tandem.mjs');

export interface RunningSystem {
  /** What was printed to be opened: it signs in once, as an operator. */
  readonly link: string;
  stop(): Promise<void>;
}

/** `tandem up`, as whoever types `npm start` has it. Reports of drills are beside its data. */
export async function startSystem(dataDir: string): Promise<RunningSystem> {
  const base = String(await freePortBase());
  const args = [ENTRY, 'up', '--profile', 'fast', '--data', dataDir, '--port-base', base];
  const up = spawn(process.execPath, args, {
    cwd: dirname(dataDir),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => up.once('exit', () => resolve()));
  let link: string | undefined;
  for await (const line of createInterface(up.stdout)) {
    link = /^dashboard\s+(\S+)/.exec(line)?.[1] ?? link;
    if (line.startsWith('ready in')) break;
  }
  if (link === undefined) throw new Error('tandem up ended without printing the dashboard');
  up.stdout.resume();
  return {
    link,
    async stop() {
      up.kill('SIGTERM');
      await ended;
    },
  };
}
