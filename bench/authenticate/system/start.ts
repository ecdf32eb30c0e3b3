import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalSystem, startSystem } from '@tandem/local';

export interface StartOptions {
  /** The bundle from which its processes start; default: the script of this process. */
  readonly entry?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Below the ports that Linux gives to outgoing connections (32768 and up). */
const PORT_BASES = { from: 10_000, to: 30_000 } as const;
const TRIES = 5;

/** The whole system as `npm start` runs it, on a directory and ports of its own; `stop` leaves nothing. */
export async function startBenchSystem(options: StartOptions): Promise<LocalSystem> {
  for (let tries = 1; ; tries += 1) {
    const dataDir = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
    const remove = () => rmSync(dataDir, { recursive: true, force: true });
    try {
      const portBase =
        PORT_BASES.from + Math.floor(Math.random() * (PORT_BASES.to - PORT_BASES.from));
      const system = await startSystem({ profile: 'document', dataDir, portBase, ...options });
      const stop = async () => {
        await system.stop();
        remove();
      };
      return { ...system, stop };
    } catch (error) {
      remove();
      const taken = error instanceof Error && error.message.includes('is in use');
      if (!taken || tries === TRIES) throw error;
    }
  }
}
