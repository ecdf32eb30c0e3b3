import { gauge, type Registry } from '../metrics.ts';
import type { Membership } from './membership.ts';

/** What alerts ask about the region that this process is in, and about the others as it sees them. */
export function exposeRegions(
  metrics: Registry,
  membership: Pick<Membership, 'standing' | 'lags'>,
  peers: readonly string[],
): void {
  gauge(metrics, {
    name: 'tandem_region_drained',
    help: '1 while traffic is kept away from this region on purpose.',
    collect: (metric) => metric.set(membership.standing()?.drained ? 1 : 0),
  });
  gauge(metrics, {
    name: 'tandem_region_peer_able',
    help: '1 while the other region would serve well, as this process sees it.',
    labelNames: ['peer'],
    collect(metric) {
      const standing = membership.standing();
      if (!standing) return;
      for (const peer of peers) metric.set({ peer }, standing.othersAble.includes(peer) ? 1 : 0);
    },
  });
  gauge(metrics, {
    name: 'tandem_events_lag_messages',
    help: 'Messages of the log of this region that the consumer group has not committed.',
    labelNames: ['group', 'topic'],
    collect(metric) {
      metric.reset();
      for (const [group, lags] of membership.lags) {
        for (const { topic, lag } of lags) metric.set({ group, topic }, lag);
      }
    },
  });
}
