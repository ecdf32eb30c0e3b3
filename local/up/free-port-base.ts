import { type Profile, portsFor, topologyFor } from '@tandem/topology';
import { listenFailure, portsByPurpose } from './free-ports.ts';

/** Every port of a system on such a base lies below 32768, where Linux begins to take ports for clients. */
const FIRST_BASE = 20_000;
/** So far apart that the SMSC and the applets, which lie apart from the rest, meet nothing of another system. */
const STEP = 500;
const CANDIDATES = 20;
const HOST = '127.0.0.1';

/** Systems that one process starts side by side begin to look in different places, as do processes. */
let asked = process.pid;

/** A base from which every port of a local system is free now. Rejects when there is none. */
export async function freePortBase(profile: Profile = 'fast'): Promise<number> {
  const layout = { topology: topologyFor(profile), split: true };
  const first = asked;
  asked += 1;
  for (let nth = 0; nth < CANDIDATES; nth += 1) {
    const base = FIRST_BASE + ((first + nth) % CANDIDATES) * STEP;
    if (await allFree(portsByPurpose(portsFor(base), layout).map(([, port]) => port))) return base;
  }
  const last = FIRST_BASE + (CANDIDATES - 1) * STEP;
  throw new Error(`no port base from ${FIRST_BASE} to ${last} has all its ports free`);
}

async function allFree(ports: readonly number[]): Promise<boolean> {
  for (const port of ports) if ((await listenFailure(port, HOST)) !== undefined) return false;
  return true;
}
