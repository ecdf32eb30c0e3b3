import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortBase } from '../up/free-port-base.ts';
import type { UpOptions } from '../up/options.ts';
import { type LocalSystem, startSystem } from '../up/system.ts';

export interface TestSystem extends LocalSystem {
  /** Stops every process and removes the data. */
  dispose(): Promise<void>;
}

/** The bundle that `npm ci` and `npm test` make. */
export const BUNDLE = join(import.meta.dirname, '..', '..', 'dist', 'tandem.mjs');

/** Starts the whole system from the bundle, on free ports and fresh data. */
export async function startTestSystem(options: Partial<UpOptions> = {}): Promise<TestSystem> {
  const own = await mkdtemp(join(tmpdir(), 'tandem-system-'));
  const { dataDir = own } = options;
  try {
    const system = await startSystem({
      profile: 'fast',
      entry: BUNDLE,
      portBase: await freePortBase(),
      env: { TANDEM_LOG_LEVEL: 'warn' },
      ...options,
      dataDir,
    });
    return {
      ...system,
      async dispose() {
        await system.stop();
        await rm(own, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    throw error;
  }
}
