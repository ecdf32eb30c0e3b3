import type { Overview, RegionOverview } from '../../regions/schemas.ts';
import type { FailoverDocument } from '../schemas.ts';

type Offer = FailoverDocument['actions'][number];

/** What may be asked of each region now, and why not. The order itself is checked again when it is given. */
export function offersOf(overview: Overview): Offer[] {
  return overview.regions.flatMap((region) => [
    promotionOf(region, overview),
    region.drained ? undrainOf(region) : drainOf(region, overview),
  ]);
}

function promotionOf({ name, able }: RegionOverview, { home, lease }: Overview): Offer {
  const action = name === home ? 'failback' : 'failover';
  const offer = { action, region: name } as const;
  if (!lease) return { ...offer, allowed: false, needsForce: false, why: 'No region is active.' };
  if (lease.holder === name) {
    return { ...offer, allowed: false, needsForce: false, why: `${name} is active.` };
  }
  if (lease.handover) {
    const why = `The role is on its way to ${lease.handover.to}.`;
    return { ...offer, allowed: false, needsForce: false, why };
  }
  if (able) return { ...offer, allowed: true, needsForce: false };
  return { ...offer, allowed: true, needsForce: true, why: `${name} is not able to serve.` };
}

function drainOf({ name }: RegionOverview, { regions }: Overview): Offer {
  const offer = { action: 'drain', region: name, allowed: true } as const;
  const others = regions.some((each) => each.name !== name && each.able);
  if (others) return { ...offer, needsForce: false };
  return { ...offer, needsForce: true, why: 'No other region is able to serve.' };
}

function undrainOf({ name }: RegionOverview): Offer {
  return { action: 'undrain', region: name, allowed: true, needsForce: false };
}
