import { startDocumentsEngine, startRegionEngine } from '@tandem/stores';
import { cacheOf, collectionOf, documentsOf, eventsOf, type Target, topicOf } from './connect.ts';
import { type BenchDocument, newDocument, nextDocument, WRITES_PER_LIFE } from './workload.ts';

export interface Task extends Target {
  readonly seconds: number;
  /** Operations in flight. */
  readonly lanes: number;
  readonly name: string;
  /** Writes a second of a paced run. Default 1,000. */
  readonly perSecond?: number;
}

export interface Outcome {
  readonly operations: number;
  readonly seconds: number;
  /** Microseconds of processor time of this process per operation. */
  readonly cpuMicros: number;
}

const VALUE = JSON.stringify({
  transactionId: '0'.repeat(26),
  state: 'accepted',
  detail: 'x'.repeat(200),
});

/** Documents go to the tables after a second, so that a run of a few seconds pays for that too. */
export async function documentsEngine(dataDir: string): Promise<string> {
  return (await startDocumentsEngine({ dataDir, dwellMs: 1_000 })).socketPath;
}

export async function regionEngine(dataDir: string): Promise<string> {
  return (await startRegionEngine({ dataDir, region: 'bench' })).socketPath;
}

/** Whole lives: an insert and six compare-and-sets each. */
export async function writeLives(task: Task): Promise<Outcome> {
  const documents = documentsOf(task);
  const collection = collectionOf(documents, task);
  let created = 0;
  const outcome = await measure(task, async () => {
    created += 1;
    let document: BenchDocument = newDocument(task.name, created, Date.now());
    await collection.insert(document);
    while (document.version < WRITES_PER_LIFE) {
      document = nextDocument(document);
      if (!(await collection.replace(document))) throw new Error('lost a compare-and-set');
    }
    return WRITES_PER_LIFE;
  });
  await documents.close();
  return outcome;
}

export async function insertOnly(task: Task): Promise<Outcome> {
  const documents = documentsOf(task);
  const collection = collectionOf(documents, task);
  let created = 0;
  const outcome = await measure(task, async () => {
    created += 1;
    await collection.insert(newDocument(task.name, created, Date.now()));
    return 1;
  });
  await documents.close();
  return outcome;
}

/** Milliseconds of each write at a steady pace, mixed as in a transaction's life. */
export async function paceDocuments(task: Task): Promise<number[]> {
  const documents = documentsOf(task);
  const collection = collectionOf(documents, task);
  const latencies: number[] = [];
  const work: Promise<void>[] = [];
  let created = 0;
  const life = async (): Promise<void> => {
    created += 1;
    let document: BenchDocument = newDocument(task.name, created, Date.now());
    for (;;) {
      const startedAt = performance.now();
      if (document.version === 1) await collection.insert(document);
      else await collection.replace(document);
      latencies.push(performance.now() - startedAt);
      if (document.version === WRITES_PER_LIFE) return;
      document = nextDocument(document);
    }
  };
  const { perSecond = 1_000 } = task;
  const startedAt = performance.now();
  while (performance.now() - startedAt < task.seconds * 1_000) {
    const due = ((performance.now() - startedAt) * perSecond) / 1_000 / WRITES_PER_LIFE;
    while (work.length < due) work.push(life());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(work);
  await documents.close();
  return latencies;
}

export async function publish(task: Task): Promise<Outcome> {
  const events = eventsOf(task);
  const topic = topicOf(task);
  let count = 0;
  const outcome = await measure(task, async () => {
    count += 1;
    await events.publish(topic.name, [{ key: `key-${count % 997}`, value: VALUE }]);
    return 1;
  });
  await events.close();
  return outcome;
}

/** Consumes until nothing has come for half a second; counts from the first event on. */
export async function consume(task: Task): Promise<Outcome> {
  const events = eventsOf(task);
  const topic = topicOf(task);
  let [operations, firstAt, lastAt] = [0, 0, 0];
  const cpu = process.cpuUsage();
  const subscription = await events.subscribe({
    group: task.name,
    topics: [topic.name],
    maxBatch: 100,
    concurrency: topic.partitions,
    handle(batch) {
      lastAt = performance.now();
      if (operations === 0) firstAt = lastAt;
      operations += batch.length;
      return Promise.resolve();
    },
  });
  const giveUpAt = performance.now() + task.seconds * 1_000 + 10_000;
  const active = (now: number): boolean => operations === 0 || now - lastAt < 500;
  while (performance.now() < giveUpAt && active(performance.now())) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const used = process.cpuUsage(cpu);
  await subscription.close();
  await events.close();
  const cpuMicros = (used.user + used.system) / Math.max(1, operations);
  return { operations, seconds: (lastAt - firstAt) / 1_000, cpuMicros };
}

/** What a mailbox sees: a notification left, read, and taken away. */
export async function cacheMix(task: Task): Promise<Outcome> {
  const cache = cacheOf(task);
  let count = 0;
  const outcome = await measure(task, async () => {
    count += 1;
    const key = `mailbox:${task.name}:${count % 5_000}`;
    await cache.setField(key, `t${count}`, VALUE, 60_000);
    await cache.getFields(key);
    await cache.deleteField(key, `t${count}`);
    return 3;
  });
  await cache.close();
  return outcome;
}

async function measure(task: Task, once: () => Promise<number>): Promise<Outcome> {
  const startedAt = performance.now();
  const endsAt = startedAt + task.seconds * 1_000;
  const cpu = process.cpuUsage();
  let operations = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const done = await once();
      operations += done;
    }
  };
  await Promise.all(Array.from({ length: task.lanes }, lane));
  const used = process.cpuUsage(cpu);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { operations, seconds, cpuMicros: (used.user + used.system) / Math.max(1, operations) };
}
