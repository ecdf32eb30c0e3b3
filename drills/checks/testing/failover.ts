import { EAST, type Script, WEST } from './script.ts';

export interface Timeline {
  readonly seconds: number;
  /** Milliseconds after the start of the drill; `undefined`: no fault. */
  readonly faultAt: number | undefined;
  readonly healAt: number;
  /** From the fault. */
  readonly apiDetectionMs: number;
  readonly appletDetectionMs: number;
  readonly promotionMs: number;
  readonly endsAt: number;
}

const RENEW_MS = 500;
const LEASE = { collection: 'region-guard', id: 'singleton' } as const;
const SEALS = [
  { collection: 'audit-seals', id: EAST },
  { collection: 'audit-seals', id: WEST },
] as const;

/** A region is lost, the other takes over, the lost one returns as a zombie that the store refuses. */
export function failover(script: Script, timeline: Timeline): void {
  const { faultAt = Number.POSITIVE_INFINITY, promotionMs, endsAt } = timeline;
  const lease = new LeaseScript(script);
  lease.promote(-900, EAST, 1);
  for (let at = -400; at < Math.min(faultAt, endsAt - 100); at += RENEW_MS) {
    lease.renewAndWork(at, EAST, 1);
  }
  if (!Number.isFinite(faultAt)) return;
  const promotedAt = faultAt + promotionMs;
  lease.promote(promotedAt, WEST, 2);
  for (let at = promotedAt + RENEW_MS; at < endsAt - 100; at += RENEW_MS) {
    lease.renewAndWork(at, WEST, 2);
  }
  strike(script, timeline, faultAt);
  lease.refused(timeline.healAt + 40);
}

function strike(script: Script, timeline: Timeline, faultAt: number): void {
  const { healAt, apiDetectionMs, appletDetectionMs } = timeline;
  const fault = { name: 'region-loss', region: EAST };
  script.add(faultAt, 'nemesis', 'fault', 'invoke', fault);
  script.add(faultAt + 4, 'nemesis', 'fault', 'ok', fault);
  const ended = {
    name: EAST,
    region: EAST,
    change: 'ended',
    signal: 'SIGKILL',
    pid: 4711,
  } as const;
  script.add(faultAt + 3, 'supervisor', 'process', 'info', ended);
  const down = { region: EAST, change: 'down' } as const;
  const up = { region: EAST, change: 'up' } as const;
  script.add(faultAt + apiDetectionMs, 'edge', 'health', 'info', { path: 'api', ...down });
  script.add(faultAt + apiDetectionMs + 1, 'edge', 'route', 'info', {
    path: 'api',
    from: EAST,
    to: WEST,
  });
  script.add(faultAt + appletDetectionMs, 'edge', 'health', 'info', { path: 'applet', ...down });
  script.add(healAt, 'nemesis', 'heal', 'invoke', fault);
  script.add(healAt + 900, 'nemesis', 'heal', 'ok', fault);
  script.add(healAt + 1_200, 'edge', 'health', 'info', { path: 'api', ...up });
  script.add(healAt + 1_300, 'edge', 'health', 'info', { path: 'applet', ...up });
}

class LeaseScript {
  readonly #script: Script;
  readonly #versions = new Map<string, number>();

  constructor(script: Script) {
    this.#script = script;
  }

  /** Takes the lease, then stamps every guarded document. */
  promote(at: number, client: string, epoch: number): void {
    this.#write(at, LEASE, client, epoch, client);
    SEALS.forEach((seal, index) => {
      this.#write(at + 5 * (index + 1), seal, client, epoch);
    });
  }

  renewAndWork(at: number, client: string, epoch: number): void {
    this.#write(at, LEASE, client, epoch, client);
    for (const seal of SEALS) this.#write(at + 20, seal, client, epoch);
  }

  /** What the zombie tries with the version that it knew. */
  refused(at: number): void {
    for (const seal of SEALS) {
      const held = { heldEpoch: 2, heldVersion: this.#versions.get(seal.id) ?? 1 };
      const offered = { ...seal, client: EAST, epoch: 1, version: 3, ...held };
      this.#script.add(at, 'documents', 'guarded-write', 'fail', offered);
    }
  }

  #write(
    at: number,
    document: { readonly collection: string; readonly id: string },
    client: string,
    epoch: number,
    holder?: string,
  ): void {
    const version = (this.#versions.get(document.id) ?? 0) + 1;
    this.#versions.set(document.id, version);
    const value = { ...document, client, epoch, version, ...(holder ? { holder } : {}) };
    this.#script.add(at, 'documents', 'guarded-write', 'ok', value);
  }
}
