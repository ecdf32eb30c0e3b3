import { randomBytes } from 'node:crypto';
import { regionSuffix } from '@tandem/runtime';
import { topologyFor } from '@tandem/topology';
import { kafkaMissing } from '../kafka.ts';
import { mongoMissing } from '../mongo.ts';
import { redisMissing } from '../redis.ts';
import { startControl } from './control.ts';
import { DocumentsRig } from './documents.ts';
import type { ServerFault } from './faults.ts';
import { RegionRig } from './region.ts';

export interface RigOptions {
  /** Brokers of the active region's Kafka; the others have one. */
  readonly brokers: number;
}

export interface Rig {
  /** To export: what `tandem up` and the drills read. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Why the servers cannot be started here, or undefined when they can. */
export function rigMissing(): string | undefined {
  const reasons = [redisMissing(), kafkaMissing(), mongoMissing()];
  return reasons.find((reason) => reason !== undefined);
}

/** Real servers for every region of the topology, on free ports, behind proxies that misbehave when told. */
export async function startRig({ brokers }: RigOptions): Promise<Rig> {
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(started.splice(0).map((each) => each.stop()));
  };
  const own = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const each = await starting;
    started.push(each);
    return each;
  };
  try {
    const [documents, ...regions] = await Promise.all([
      own(DocumentsRig.start()),
      ...topologyFor('document').regions.map(({ name, role }) =>
        own(RegionRig.start(name, role === 'active' ? brokers : 1)),
      ),
    ]);
    const token = randomBytes(24).toString('base64url');
    const control = await startControl({
      operatorToken: token,
      inject: (fault) => inject(fault, documents, regions),
      record: (path) => documents.record(path),
    });
    return {
      variables: {
        TANDEM_MONGODB_URL: documents.url,
        ...Object.assign({}, ...regions.map(variablesOf)),
        TANDEM_ENGINES_CONTROL: control.url,
        TANDEM_ENGINES_TOKEN: token,
      },
      async stop() {
        await control.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function variablesOf({ region, redisUrl, brokers }: RegionRig): Record<string, string> {
  const suffix = regionSuffix(region);
  return {
    [`TANDEM_REDIS_URL_${suffix}`]: redisUrl,
    [`TANDEM_KAFKA_BROKERS_${suffix}`]: brokers.join(','),
    [`TANDEM_KAFKA_CREATE_TOPICS_${suffix}`]: String(brokers.length),
  };
}

async function inject(
  fault: ServerFault,
  documents: DocumentsRig,
  regions: readonly RegionRig[],
): Promise<() => Promise<void>> {
  const at = (name: string): RegionRig => {
    const region = regions.find((each) => each.region === name);
    if (region) return region;
    throw new RangeError(`${name} has no servers here`);
  };
  switch (fault.kind) {
    case 'redis-loss':
      return at(fault.region).loseRedis();
    case 'kafka-broker-loss':
      return at(fault.region).loseBroker(fault.broker);
    case 'kafka-stop':
      return at(fault.region).stopKafka();
    case 'unreachable':
      return later(documents.proxy.hold(() => true));
    case 'partition':
      return later(documents.proxy.hold((client) => client === fault.client));
    case 'election':
      return later(documents.elect(fault.stallMs));
    case 'slow-guarded':
      return later(documents.slowGuarded(fault.delayMs, fault.client));
    case 'reset': {
      const proxies = [documents.proxy, ...regions.flatMap((region) => region.proxies)];
      let turn = 0;
      const timer = setInterval(() => {
        turn += 1;
        proxies[turn % proxies.length]?.resetOne();
      }, fault.everyMs);
      return later(() => clearInterval(timer));
    }
  }
}

const later = (heal: () => void) => async () => heal();
