import type { Problem } from '../problem.ts';
import type { Topology } from '../schema/topology.ts';

/**
 * Global Accelerator developer guide, Requirements for resources added as accelerator endpoints: behind a
 * dual-stack accelerator an NLB may have no target group of type ip. AWS says so when the endpoint is
 * added, after everything else was made.
 */
export function* acceleratorTakesTheTargets({ edge, aws }: Topology): Iterable<Problem> {
  if (edge.accelerator.addressType !== 'dual-stack' || aws.nlb.targetType !== 'ip') return;
  yield {
    path: 'aws.nlb.targetType',
    value: 'ip',
    message: 'a dual-stack accelerator refuses an NLB with targets of type ip',
    allowed: ['instance'],
  };
}

/** AWS gives IPv6 addresses to dual-stack accelerators alone. */
export function* addressesFitTheAccelerator({ edge }: Topology): Iterable<Problem> {
  const { addressType, addresses } = edge.accelerator;
  const expected = addresses.ipv6.length > 0 ? 'dual-stack' : 'ipv4';
  if (addressType === expected) return;
  yield {
    path: 'edge.accelerator.addressType',
    value: addressType,
    message: `does not fit its ${addresses.ipv6.length} IPv6 addresses`,
    allowed: [expected],
  };
}

/** A lock with no time locks nothing; a time without a lock is forgotten by whoever reads the mode. */
export function* locksHaveATime({ aws }: Topology): Iterable<Problem> {
  for (const [index, { objectLock, lockedForMs, expireAfterMs }] of aws.s3.buckets.entries()) {
    const path = `aws.s3.buckets[${index}].lockedForMs`;
    if ((objectLock === 'none') !== (lockedForMs === 0)) {
      yield {
        path,
        value: lockedForMs,
        message: `does not fit the object lock ${objectLock}: none has no time, the others have one`,
      };
    }
    if (expireAfterMs > 0 && lockedForMs > expireAfterMs) {
      yield {
        path,
        value: lockedForMs,
        message: `is over expireAfterMs (${expireAfterMs}): nothing locked can be removed`,
      };
    }
  }
}
