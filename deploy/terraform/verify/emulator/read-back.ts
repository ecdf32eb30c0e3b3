import type { Topology } from '@tandem/topology';
import type { Applied } from './apply.ts';
import { readBalancers } from './read-balancers.ts';
import { readBuckets } from './read-buckets.ts';
import { readClusters } from './read-clusters.ts';
import { readNetworks } from './read-networks.ts';
import { readRoles } from './read-roles.ts';
import { readSecrets } from './read-secrets.ts';

/** One thing that the emulator was asked: what it should say, and what it said. */
export interface Fact {
  readonly of: string;
  readonly what: string;
  readonly wanted: unknown;
  readonly found: unknown;
}

/** What a reader asks with. */
export interface Question {
  readonly topology: Topology;
  readonly resources: readonly Applied[];
  /** Options of a client of the AWS SDK, for a region. */
  readonly client: (region: string) => {
    region: string;
    endpoint: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
}

export type Reader = (question: Question) => Promise<Fact[]>;

const READERS: readonly Reader[] = [
  readBuckets,
  readNetworks,
  readBalancers,
  readClusters,
  readSecrets,
  readRoles,
];

/** Asks the emulator, through the SDK and not through Terraform, what it holds now. */
export async function readBack(
  topology: Topology,
  resources: readonly Applied[],
  endpoint: string,
): Promise<{ facts: number; findings: string[] }> {
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
  const client = (region: string) => ({ region, endpoint, credentials });
  const answers = await Promise.all(READERS.map((read) => read({ topology, resources, client })));
  const facts = answers.flat();
  const findings = facts
    .filter(({ wanted, found }) => JSON.stringify(wanted) !== JSON.stringify(found))
    .map(({ of, what, wanted, found }) => {
      const [should, is] = [JSON.stringify(wanted), JSON.stringify(found)];
      return `${of}: ${what} is ${is}, should be ${should}`;
    });
  return { facts: facts.length, findings };
}

export const ofType = ({ resources }: Question, type: string): Applied[] =>
  resources.filter((resource) => resource.type === type);
