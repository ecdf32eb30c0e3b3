import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PORT_BASE, portsFor, topologyFor } from '@tandem/topology';
import { listenFailure, portsByPurpose } from '../up/free-ports.ts';
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

const FIRST_BASE = 20_000;
const STEP = 200;
const CANDIDATES = 100;

/** A base from which every port of a local system is free now; below the ephemeral range of Linux. */
export async function freePortBase(): Promise<number> {
  const start = process.pid % CANDIDATES;
  for (let offset = 0; offset < CANDIDATES; offset += 1) {
    const base = FIRST_BASE + ((start + offset) % (CANDIDATES / 2)) * STEP;
    if (await allFree(base)) return base;
  }
  throw new Error(`no free port base from ${FIRST_BASE} on (default is ${DEFAULT_PORT_BASE})`);
}

async function allFree(base: number): Promise<boolean> {
  const ports = portsFor(base);
  const all = portsByPurpose(ports, { topology: topologyFor('fast'), split: true });
  for (const [, port] of all)
    if ((await listenFailure(port, '127.0.0.1')) !== undefined) return false;
  return true;
}
