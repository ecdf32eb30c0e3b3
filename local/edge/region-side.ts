import type { Clock } from '@tandem/core';
import { endpointCheckRules, monitorRules } from '@tandem/health';
import type { Topology } from '@tandem/topology';
import { InvalidInputError } from '../validation.ts';
import { Origin } from './api/origin.ts';
import { Link } from './network/link.ts';
import type { Address } from './network/link-stream.ts';
import type { EdgeSettings } from './options.ts';
import { httpProber, tcpProber } from './watch/probers.ts';
import { type HealthChange, Watch } from './watch/watch.ts';

/** A monitor (`api`) or an endpoint's check (`applet`) has changed its mind about a region. */
export type OnHealthChange = (path: 'api' | 'applet', region: string, change: HealthChange) => void;

/** Everything the edge has towards one region. */
export interface RegionSide {
  readonly link: Link;
  readonly origin: Origin;
  readonly applet: Address;
  readonly monitor: Watch;
  readonly check: Watch;
}

/** One for each region of the topology. Throws InvalidInputError when the origins are others. */
export function regionSides(
  { origins }: EdgeSettings,
  topology: Topology,
  clock: Clock,
  onChange: OnHealthChange = () => undefined,
): Map<string, RegionSide> {
  const known = topology.regions.map(({ name }) => name);
  const sides = new Map<string, RegionSide>();
  for (const origin of origins) {
    if (!known.includes(origin.region)) {
      throw new InvalidInputError('edge.origins.region', `must be one of ${known.join(', ')}`);
    }
    sides.set(origin.region, regionSide(origin, topology, clock, onChange));
  }
  const missing = known.filter((region) => !sides.has(region));
  if (missing.length > 0) {
    throw new InvalidInputError('edge.origins', `lacks ${missing.join(', ')}`);
  }
  return sides;
}

function regionSide(
  { region, api, dashboard, applet }: EdgeSettings['origins'][number],
  { edge, aws }: Topology,
  clock: Clock,
  onChange: OnHealthChange,
): RegionSide {
  const { monitor } = edge.api;
  const link = new Link(region, clock);
  const rules = aws.alb.targets.flatMap(({ workload, pathPrefix }) =>
    workload === 'dashboard' && dashboard ? { pathPrefix, address: dashboard } : [],
  );
  return {
    link,
    applet,
    origin: new Origin(region, api, link, rules),
    monitor: new Watch({
      rules: monitorRules(monitor),
      probe: httpProber(link, api, monitor),
      clock,
      onChange: (change) => onChange('api', region, change),
    }),
    check: new Watch({
      rules: endpointCheckRules(edge.accelerator.healthCheck),
      probe: tcpProber(link, applet),
      clock,
      onChange: (change) => onChange('applet', region, change),
    }),
  };
}
