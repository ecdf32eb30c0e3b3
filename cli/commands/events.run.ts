import { openEvents, readServices } from '@tandem/runtime';
import {
  type DeadLetterTopic,
  type Events,
  listDeadLetters,
  type Redriven,
  redriveDeadLetters,
} from '@tandem/stores';
import { regionNamed, type Topology, topologyFor } from '@tandem/topology';
import { CommandFailure } from '../failure.ts';
import { print, printJson, table } from '../output.ts';
import { findPlace } from '../place.ts';
import type { WhereOptions } from '../running.ts';

type Options = WhereOptions & { readonly region?: string; readonly json?: boolean };

/** What waits in each region, without taking it. Exit 0. */
export async function showDeadLetters(options: Options): Promise<number> {
  const found = await inEachRegion(options, (events, names) => listDeadLetters(events, names));
  if (options.json) {
    printJson({ regions: found.map(({ region, result }) => ({ region, topics: result })) });
    return 0;
  }
  const rows = found.flatMap(({ region, result }) =>
    result.filter(({ waiting }) => waiting > 0).map((topic) => rowOf(region, topic)),
  );
  print(rows.length === 0 ? 'no dead letters' : table(HEAD, rows));
  return 0;
}

/** Exit 0 when every letter was published again, 1 when some could not be. */
export async function redrive(topics: readonly string[], options: Options): Promise<number> {
  const known = topicNames(topologyFor('document'));
  const unknown = topics.find((topic) => !known.includes(topic));
  if (unknown !== undefined) {
    throw new CommandFailure(`${unknown} is not a topic; allowed: ${known.join(', ')}`);
  }
  const chosen = topics.length > 0 ? topics : known;
  const done = await inEachRegion(options, (events) => redriveDeadLetters(events, chosen));
  if (options.json) {
    printJson({ regions: done.map(({ region, result }) => ({ region, ...result })) });
  } else {
    for (const { region, result } of done) print(describe(region, result));
  }
  return done.every(({ result }) => result.skipped.length === 0) ? 0 : 1;
}

const HEAD = ['region', 'topic', 'waiting', 'oldest', 'its reason'];

function rowOf(region: string, { topic, waiting, oldest }: DeadLetterTopic): string[] {
  const [first] = oldest;
  const since = first ? new Date(first.failedAt).toISOString() : '-';
  return [region, topic, String(waiting), since, first?.reason ?? '-'];
}

function describe(region: string, { published, skipped }: Redriven): string {
  if (skipped.length === 0) return `${region}: ${published} published again`;
  const places = skipped.join(', ');
  return `${region}: ${published} published again; too large or unreadable, passed over: ${places}`;
}

async function inEachRegion<T>(
  options: Options,
  work: (events: Events, topics: readonly string[]) => Promise<T>,
): Promise<{ region: string; result: T }[]> {
  const named = options.region ?? process.env.TANDEM_REGION;
  const all = topologyFor('document').regions.map(({ name }) => name);
  const results: { region: string; result: T }[] = [];
  for (const region of named === undefined ? all : [named]) {
    const { events, topology } = await connect(region, options);
    try {
      results.push({ region, result: await work(events, topicNames(topology)) });
    } finally {
      await events.close();
    }
  }
  return results;
}

/** Kafka as the environment says, else the embedded engine of the running system. */
async function connect(
  region: string,
  where: WhereOptions,
): Promise<{ events: Events; topology: Topology }> {
  regionNamed(topologyFor('document'), region);
  const services = readServices(region, process.env);
  const place = services.kafka ? undefined : await findPlace(where);
  const topology = topologyFor(place?.profile ?? 'document');
  const config = { ...services, region, dataDir: place?.dataDir ?? '' };
  return { events: await openEvents(config, topology), topology };
}

function topicNames({ events }: Pick<Topology, 'events'>): string[] {
  return events.topics.map(({ name }) => name);
}
