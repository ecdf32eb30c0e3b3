import { TandemError } from '@tandem/core';
import { orderRegion, type RegionHistory } from '@tandem/runtime';
import type { Documents } from '@tandem/stores';
import { requestHandover } from '../guard/index.ts';
import type { Overview, RegionAction, RegionOverview } from './schemas.ts';

export interface OperateOptions {
  readonly documents: Documents;
  readonly overview: Overview;
  readonly history: Pick<RegionHistory, 'record'>;
  /** The region named once more; without it, what would hurt is refused. */
  readonly force: string | undefined;
}

export interface Operated {
  readonly region: string;
  readonly action: RegionAction;
  /** False: it was so already. */
  readonly changed: boolean;
  /** Of a promotion that was asked for. */
  readonly from?: string;
  readonly epoch?: number;
}

/**
 * Does what an operator asks of a region, or rejects with TandemError `region-refused` and the reason. What
 * it starts is done by the regions themselves, and goes on when whoever asked is gone.
 */
export async function operateRegion(
  name: string,
  action: RegionAction,
  options: OperateOptions,
): Promise<Operated> {
  const region = regionNamed(name, options.overview);
  if (options.force !== undefined && options.force !== name) {
    throw refused(`force names ${options.force}, but the region is ${name}`);
  }
  return action === 'promote' ? promote(region, options) : order(region, action, options);
}

function regionNamed(name: string, { regions }: Overview): RegionOverview {
  const region = regions.find((each) => each.name === name);
  if (region) return region;
  const allowed = regions.map((each) => each.name).join(', ');
  throw refused(`"${name}" is not a region; allowed: ${allowed}`);
}

async function order(
  { name }: RegionOverview,
  action: 'drain' | 'undrain',
  { documents, overview, history, force }: OperateOptions,
): Promise<Operated> {
  const others = overview.regions.filter((each) => each.name !== name && each.able);
  if (action === 'drain' && others.length === 0 && force === undefined) {
    throw refused(`no other region is able to serve; to drain it all the same, force ${name}`);
  }
  const changed = await orderRegion(documents, name, action === 'drain', overview.now);
  if (changed)
    history.record({ event: action === 'drain' ? 'drained' : 'undrained', detail: name });
  return { region: name, action, changed };
}

async function promote(
  region: RegionOverview,
  { documents, overview, history, force }: OperateOptions,
): Promise<Operated> {
  const { name } = region;
  const { lease } = overview;
  if (lease?.holder === name && !lease.handover) {
    throw refused(`${name} is active already, with epoch ${lease.epoch}`);
  }
  if (!region.able && force === undefined) {
    throw refused(
      `${name} is not able to serve: ${whyNot(region)}; to do it all the same, force ${name}`,
    );
  }
  const asked = await requestHandover(documents, name);
  if (asked.kind === 'no-lease') throw refused('no region has ever been active');
  if (asked.kind === 'already-there') {
    throw refused(`${name} is active already, with epoch ${asked.epoch}`);
  }
  const { from, epoch } = asked;
  const detail = `from ${from} to ${name}${force === undefined ? '' : ', forced'}`;
  history.record({ event: 'handover-requested', epoch, detail });
  return { region: name, action: 'promote', changed: true, from, epoch };
}

function whyNot({ state, drained, reasons }: RegionOverview): string {
  if (state === 'silent') return 'none of its processes reports';
  if (drained) return 'it is drained';
  return reasons.length > 0 ? reasons.join('; ') : 'some of its workloads are not ready';
}

function refused(reason: string): TandemError {
  return new TandemError('region-refused', { reason });
}
