import { checkTopology } from './check.ts';
import { TopologyError } from './problem.ts';
import { draftFor } from './profiles.ts';
import {
  PROFILES,
  type Profile,
  type Region,
  type TopicName,
  type Topology,
} from './schema/topology.ts';

const known = new Map<Profile, Topology>();

/** The checked, deeply frozen topology of a profile. Throws a TopologyError naming every problem. */
export function topologyFor(profile: Profile): Topology {
  const cached = known.get(profile);
  if (cached !== undefined) return cached;
  if (!PROFILES.includes(profile)) {
    const message = 'is not a profile';
    throw new TopologyError([{ path: 'profile', value: profile, message, allowed: PROFILES }]);
  }
  const draft = draftFor(profile);
  const problems = checkTopology(draft);
  if (problems.length > 0) throw new TopologyError(problems);
  const topology: Topology = deepFreeze(draft);
  known.set(profile, topology);
  return topology;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}

/** Throws a TopologyError that lists the regions when there is none of that name. */
export function regionNamed(topology: Topology, name: string): Region {
  const region = topology.regions.find((candidate) => candidate.name === name);
  if (region !== undefined) return region;
  const allowed = topology.regions.map((candidate) => candidate.name);
  throw new TopologyError([{ path: 'region', value: name, message: 'is not a region', allowed }]);
}

/** The region that is active when nothing has failed. */
export function activeRegion(topology: Topology): Region {
  const region = topology.regions.find((candidate) => candidate.role === 'active');
  if (region !== undefined) return region;
  const message = 'no region is active';
  throw new TopologyError([{ path: 'regions', value: [], message }]);
}

export function passiveRegions(topology: Topology): Region[] {
  return topology.regions.filter((region) => region.role === 'passive');
}

export interface TopicFigures {
  readonly name: string;
  readonly partitions: number;
  readonly retentionMs: number;
}

/** Every topic that a region's log has, dead-letter topics included. */
export function topicsOf(topology: Topology): TopicFigures[] {
  const { topics, deadLetter } = topology.events;
  return [
    ...topics.map(({ name, partitions, retentionMs }) => ({ name, partitions, retentionMs })),
    ...topics.map(({ name }) => ({
      name: deadLetterOf(topology, name),
      partitions: deadLetter.partitions,
      retentionMs: deadLetter.retentionMs,
    })),
  ];
}

export function deadLetterOf(topology: Topology, topic: TopicName): string {
  return `${topic}${topology.events.deadLetter.suffix}`;
}
