import { pickByHash, unitHash } from '../draw.ts';
import { type AcceleratorRules, byNearness, type EndpointGroup } from './groups.ts';

/** What a connection is known by. `place` is the region nearest to the client. */
export interface Flow {
  readonly place: string;
  readonly sourceIp: string;
  readonly sourcePort: number;
  readonly destinationIp: string;
  readonly destinationPort: number;
}

export interface Route {
  readonly region: string;
  readonly endpoint: string;
  /**
   * `nearest`: the dial of the nearest group let it in; `dialled-away`: that dial sent it on; `failover`:
   * the group it was meant for has nothing healthy; `fail-open`: nothing healthy was found anywhere.
   */
  readonly via: 'nearest' | 'dialled-away' | 'failover' | 'fail-open';
}

/** "Tries three additional endpoint groups" (How failover works for unhealthy endpoints). */
const FAILOVER_GROUPS = 3;

/**
 * The endpoint for a new connection; undefined only when no group has an endpoint. A connection that
 * exists keeps the endpoint it has, healthy or not: "established active connections are not moved" (How
 * failover works for unhealthy endpoints); so nobody asks again for it.
 *
 * Choices are hashes of the flow, never chance: 5-tuple without client affinity, source and destination
 * address with it, "honors client affinity by routing all connections with the same source IP address to
 * the same endpoint group" (How client affinity works). The protocol is TCP for all, and left out.
 */
export function route(
  { groups, clientAffinity }: AcceleratorRules,
  isHealthy: (endpoint: string) => boolean,
  flow: Flow,
): Route | undefined {
  const key = keyOf(clientAffinity, flow);
  const ordered = byNearness(groups, flow.place);
  const original = byDial(ordered, unitHash(`dial|${key}`));
  if (original === undefined) return undefined;
  const found = healthyIn(original, isHealthy, key);
  if (found !== undefined) {
    const via = original === ordered[0] ? 'nearest' : 'dialled-away';
    return { region: original.region, endpoint: found, via };
  }
  return failover(ordered, original, isHealthy, key) ?? failOpen(ordered, key);
}

function keyOf(clientAffinity: AcceleratorRules['clientAffinity'], flow: Flow): string {
  const addresses = `${flow.sourceIp}|${flow.destinationIp}`;
  if (clientAffinity === 'source_ip') return addresses;
  return `${addresses}|${flow.sourcePort}|${flow.destinationPort}`;
}

/**
 * "The percentage is applied only to traffic that is already directed to the endpoint group": the nearest
 * group takes its share and the rest goes on to the next; in the guide's example all of it is served there
 * although that dial is at 50 too (Adjusting traffic flow with traffic dials). A dial of 0 takes nothing.
 * Assumed: when every other dial is 0, the rest stays.
 */
function byDial(ordered: readonly EndpointGroup[], draw: number): EndpointGroup | undefined {
  const [nearest, ...others] = ordered;
  if (nearest === undefined || draw * 100 < nearest.dialPercent) return nearest;
  return others.find(({ dialPercent }) => dialPercent > 0) ?? nearest;
}

/** "Global Accelerator ignores the traffic dial setting" for this; weights still count. */
function failover(
  ordered: readonly EndpointGroup[],
  original: EndpointGroup,
  isHealthy: (endpoint: string) => boolean,
  key: string,
): Route | undefined {
  const others = ordered.filter((group) => group !== original).slice(0, FAILOVER_GROUPS);
  for (const group of others) {
    const endpoint = healthyIn(group, isHealthy, key);
    if (endpoint !== undefined) return { region: group.region, endpoint, via: 'failover' };
  }
  return undefined;
}

/** "Routes traffic to a random endpoint in the endpoint group that is closest to the client." */
function failOpen(ordered: readonly EndpointGroup[], key: string): Route | undefined {
  const group = ordered.find(({ endpoints }) => endpoints.length > 0);
  const endpoint = group && pickByHash(group.endpoints, nameOf, () => 1, key);
  return endpoint && { region: group.region, endpoint: endpoint.name, via: 'fail-open' };
}

/** Among healthy endpoints with a weight above 0, in proportion to their weights. */
function healthyIn(
  { endpoints }: EndpointGroup,
  isHealthy: (endpoint: string) => boolean,
  key: string,
): string | undefined {
  const healthy = endpoints.filter(({ name }) => isHealthy(name));
  return pickByHash(healthy, nameOf, ({ weight }) => weight, key)?.name;
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
