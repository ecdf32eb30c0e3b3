import { ManualClock } from '@tandem/core';
import {
  createLogger,
  EMPTY_ROLL,
  type HealthView,
  type RegionsView,
  type RoleFacts,
  type ServeConfig,
  type Standing,
  type WorkloadContext,
} from '@tandem/runtime';
import { type Secrets, StoreError } from '@tandem/stores';
import { type Profile, topologyFor } from '@tandem/topology';
import { Registry } from 'prom-client';
import { MemoryDocuments } from '../../testing/memory-documents.ts';
import { FaultyDocuments } from './faulty-documents.ts';
import { ManualEvents } from './manual-events.ts';
import { MemoryArchives } from './memory-archive.ts';
import { MemoryCache } from './memory-cache.ts';

/** Keys of tests only, plainly made up. */
export const TEST_SECRETS: Readonly<Record<string, string>> = {
  'applet-master-key': '000102030405060708090a0b0c0d0e0f',
  'msisdn-hash-key': '11'.repeat(32),
  'msisdn-seal-key': '22'.repeat(32),
  'smsc/tandem': 'fiction1',
};

export class MemorySecrets implements Secrets {
  readonly #values: Readonly<Record<string, string>>;

  constructor(values: Readonly<Record<string, string>> = TEST_SECRETS) {
    this.#values = values;
  }

  async get(name: string): Promise<string> {
    await Promise.resolve();
    const value = this.#values[name];
    if (value === undefined) throw new StoreError('missing', `there is no secret ${name}`);
    return value;
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}

/** A region that is up until a test says otherwise. */
export class ManualHealth implements HealthView {
  #up = true;
  readonly #listeners = new Set<Parameters<HealthView['onChange']>[0]>();

  get up(): boolean {
    return this.#up;
  }

  set up(up: boolean) {
    if (up === this.#up) return;
    this.#up = up;
    for (const listener of this.#listeners) listener(this.report());
  }

  onChange(listener: Parameters<HealthView['onChange']>[0]): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  report() {
    return { up: this.up, reasons: this.up ? [] : ['told so'] };
  }

  answer() {
    return this.up ? { status: 200 as const, body: '' } : { status: 503 as const, body: '' };
  }
}

/** The regions as a test says they stand, and what was recorded of them. */
export class ManualRegions implements RegionsView {
  readonly recorded: RoleFacts[] = [];
  readonly history = { record: (facts: RoleFacts) => void this.recorded.push(facts) };
  known: Standing | undefined;

  standing(): Standing | undefined {
    return this.known;
  }

  roll() {
    return EMPTY_ROLL;
  }
}

export interface TestContext extends WorkloadContext {
  readonly clock: ManualClock;
  readonly documents: FaultyDocuments;
  readonly cache: MemoryCache;
  readonly events: ManualEvents;
  readonly archive: MemoryArchives;
  readonly regionHealth: ManualHealth;
  readonly regions: ManualRegions;
}

export interface TestContextOptions {
  readonly region?: string;
  readonly clock?: ManualClock;
  /** Give two contexts the same documents, and they are two regions over one arbiter. */
  readonly shared?: MemoryDocuments;
  readonly profile?: Profile;
  readonly config?: Partial<ServeConfig>;
}

/** What the runtime gives a workload, over stores in memory and a clock that moves when told. */
export function testContext(options: TestContextOptions = {}): TestContext {
  const { region = 'us-east-1', clock = new ManualClock() } = options;
  return {
    region,
    topology: topologyFor(options.profile ?? 'document'),
    clock,
    logger: createLogger({ level: 'silent', bindings: {} }),
    metrics: new Registry(),
    documents: new FaultyDocuments(options.shared ?? new MemoryDocuments()),
    cache: new MemoryCache(clock),
    events: new ManualEvents(),
    secrets: new MemorySecrets(),
    archive: new MemoryArchives(),
    regionHealth: new ManualHealth(),
    regions: new ManualRegions(),
    config: {
      region,
      workloads: [],
      profile: 'document',
      host: '127.0.0.1',
      apiPort: 0,
      appletPort: 0,
      opsPort: 0,
      dataDir: '',
      smsc: { host: '127.0.0.1', port: 0, systemId: 'tandem', tls: false },
      secrets: 'file',
      appletUnauthenticated: false,
      mnoBaseUrl: 'http://127.0.0.1:0',
      logLevel: 'silent',
      ...options.config,
    },
  };
}

/** Lets everything that is under way in this process finish its turn, timers excepted. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Waits for what comes over a socket; fails after five seconds of real time. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 5_000;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error('what was waited for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The value of one series; 0 when it has not been counted yet. */
export async function metricOf(
  context: WorkloadContext,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const metric = context.metrics.getSingleMetric(name);
  if (!metric) throw new Error(`there is no metric ${name}`);
  const { values } = await metric.get();
  return values
    .filter((value) => Object.entries(labels).every(([key, text]) => value.labels[key] === text))
    .reduce((sum, { value }) => sum + value, 0);
}
