import type { Problem } from '../problem.ts';
import type { Topology } from '../schema/topology.ts';

/** Where AWS, Atlas and Redis Cloud can all be had without an opt-in of the account. */
const AWS_REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'sa-east-1',
] as const;

const isAwsRegion = (name: string) => AWS_REGIONS.some((region) => region === name);

export function* exactlyOneActiveRegion({ regions }: Topology): Iterable<Problem> {
  const active = regions.filter((region) => region.role === 'active').map(({ name }) => name);
  if (active.length === 1) return;
  const found = active.length === 0 ? 'none is' : `${active.join(' and ')} are`;
  yield {
    path: 'regions',
    value: regions.map(({ name, role }) => `${name} ${role}`),
    message: `exactly one region must be active, ${found}: two would both do singleton work, none would`,
  };
}

export function* knownRegions(topology: Topology): Iterable<Problem> {
  for (const [index, { name }] of topology.regions.entries()) {
    if (!isAwsRegion(name)) yield unknown(`regions[${index}].name`, name, AWS_REGIONS);
    if (topology.regions.findIndex((other) => other.name === name) !== index) {
      yield { path: `regions[${index}].name`, value: name, message: 'is there twice' };
    }
  }
  for (const [index, { region }] of topology.data.atlas.electable.entries()) {
    if (!isAwsRegion(region)) {
      yield unknown(`data.atlas.electable[${index}].region`, region, AWS_REGIONS);
    }
  }
  const names = topology.regions.map(({ name }) => name);
  for (const { path, field, regions, what } of perRegion(topology)) {
    for (const [index, region] of regions.entries()) {
      if (!names.includes(region)) yield unknown(`${path}[${index}]${field}`, region, names);
    }
    for (const name of names.filter((candidate) => !regions.includes(candidate))) {
      const message = `has no ${what} for ${name}: it could not take over`;
      yield { path, value: regions, message };
    }
  }
}

/** The lists that have one element for each region of the topology. */
function perRegion({ edge, data }: Topology) {
  const { pools } = edge.api.steering;
  const { endpointGroups } = edge.accelerator;
  return [
    {
      path: 'edge.api.steering.pools',
      field: '.region',
      regions: pools.map(({ region }) => region),
      what: 'pool',
    },
    {
      path: 'edge.accelerator.endpointGroups',
      field: '.region',
      regions: endpointGroups.map(({ region }) => region),
      what: 'endpoint group',
    },
    {
      path: 'data.redis.regions',
      field: '.name',
      regions: data.redis.regions.map(({ name }) => name),
      what: 'replica',
    },
    {
      path: 'data.atlas.endpointRegions',
      field: '',
      regions: data.atlas.endpointRegions,
      what: 'endpoint',
    },
  ];
}

const unknown = (path: string, value: string, allowed: readonly string[]): Problem => ({
  path,
  value,
  message: 'is not a known region',
  allowed,
});

export function* severalZones({ regions }: Topology): Iterable<Problem> {
  for (const [index, { name, zones, network }] of regions.entries()) {
    const path = `regions[${index}]`;
    if (new Set(zones).size < 2) {
      yield {
        path: `${path}.zones`,
        value: zones,
        message: 'a region in one zone falls with it: name at least two, better three',
      };
    }
    for (const [at, zone] of zones.entries()) {
      if (zone.startsWith(name) && /^[a-z]$/.test(zone.slice(name.length))) continue;
      yield {
        path: `${path}.zones[${at}]`,
        value: zone,
        message: `is not a zone of ${name}, such as ${name}a`,
      };
    }
    for (const [tier, subnets] of Object.entries(network.subnets)) {
      if (subnets.length === zones.length) continue;
      yield {
        path: `${path}.network.subnets.${tier}`,
        value: subnets,
        message: `needs one subnet a zone: ${zones.length}`,
      };
    }
  }
}
