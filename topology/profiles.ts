import { leaseOf } from './atnt/operation.ts';
import { atnt } from './atnt.ts';
import { mapTimes, type TimeField } from './schema/times.ts';
import { type Profile, type TopologyDraft, TopologySchema } from './schema/topology.ts';
import { SECOND } from './time.ts';

const FAST_DIVISOR = 20;
const fresh = () => mapTimes(TopologySchema, atnt, (field) => field.value);

/** The topology of a profile, unchecked. */
export function draftFor(profile: Profile): TopologyDraft {
  switch (profile) {
    case 'document':
      return fresh();
    case 'tuned':
      return tuned(fresh());
    case 'fast':
      return fast();
  }
}

/**
 * Cloudflare (Enterprise) checks every 10 s at the most; an NLB target group every 5 s with a time-out of
 * 2 s and a threshold of 2; an accelerator every 10 s. Two seconds and one retry, as one lost packet
 * (retransmitted after 1 s) is not a lost region.
 */
function tuned(draft: TopologyDraft): TopologyDraft {
  const { api, accelerator } = draft.edge;
  Object.assign(api.monitor, { intervalMs: 10 * SECOND, timeoutMs: 2 * SECOND, retries: 1 });
  Object.assign(accelerator.healthCheck, {
    intervalMs: 5 * SECOND,
    timeoutMs: 2 * SECOND,
    threshold: 2,
  });
  Object.assign(accelerator.endpointGroupHealthCheck, { intervalMs: 10 * SECOND, threshold: 2 });
  Object.assign(draft.aws.alb.healthCheck, { intervalMs: 5 * SECOND, timeoutMs: 2 * SECOND });
  draft.lease = leaseOf(6 * SECOND);
  draft.profile = 'tuned';
  return draft;
}

function fast(): TopologyDraft {
  const draft = mapTimes(TopologySchema, atnt, divided);
  // Not 15 s / 20: renewals must survive the pauses of a busy machine.
  draft.lease = leaseOf(1.5 * SECOND);
  draft.profile = 'fast';
  return draft;
}

function divided(field: TimeField): number {
  if (field.scale === 'fixed') return field.value;
  return Math.min(field.value, Math.max(field.floor, Math.round(field.value / FAST_DIVISOR)));
}
