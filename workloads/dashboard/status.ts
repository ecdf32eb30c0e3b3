import type { WorkloadContext } from '@tandem/runtime';
import { LEASE_ID, REGION_GUARD } from '../guard/index.ts';
import { TRANSACTIONS } from '../records/index.ts';
import type { BindState, Status } from './schemas.ts';
import { summaryOf } from './search.ts';

/** However many look at once, the stores are asked once in this time. */
const FRESH_MS = 900;
const SAMPLE = 200;
const RECENT = 20;
const GROUPS = ['mno', 'sim', 'sms', 'scheduled-jobs', 'audit'] as const;

/** How this region stands, from its metrics, the event log and the documents. */
export class StatusSource {
  readonly #context: WorkloadContext;
  #shared: Promise<Status> | undefined;
  #sharedUntil = 0;

  constructor(context: WorkloadContext) {
    this.#context = context;
  }

  /** Never rejects because a store is away: its part is then null or empty. */
  current(): Promise<Status> {
    const now = this.#context.clock.monotonic();
    if (this.#shared && now < this.#sharedUntil) return this.#shared;
    this.#sharedUntil = now + FRESH_MS;
    this.#shared = this.#read();
    return this.#shared;
  }

  /** The SMPP binds of this process. */
  async binds(): Promise<BindState[]> {
    const inFlight = await this.#series('tandem_sms_bind_in_flight', 'bind');
    const up = await this.#series('tandem_sms_bind_up', 'bind');
    return [...up].map(([bind, value]) => ({
      bind,
      up: value === 1,
      inFlight: inFlight.get(bind) ?? 0,
    }));
  }

  async #read(): Promise<Status> {
    const { region, config, clock, regionHealth } = this.#context;
    const [guard, sample, queues, binds, probes] = await Promise.all([
      this.#guard(),
      this.#sample(),
      this.#queues(),
      this.binds(),
      this.#series('tandem_health_probe_up', 'probe'),
    ]);
    const { up, reasons } = regionHealth.report();
    return {
      region,
      profile: config.profile,
      now: clock.now(),
      up,
      reasons: [...reasons],
      guard,
      probes: [...probes].map(([name, value]) => ({ name, up: value === 1 })),
      binds,
      queues,
      callbacks: {
        inFlight: await this.#value('tandem_scheduled_jobs_callbacks_in_flight'),
        waiting: await this.#value('tandem_scheduled_jobs_callbacks_waiting'),
      },
      outcomes: sample && countOutcomes(sample),
      recent: sample?.slice(0, RECENT) ?? null,
    };
  }

  async #guard(): Promise<Status['guard']> {
    const { documents, region } = this.#context;
    const lease = await documents
      .collection(REGION_GUARD)
      .get(LEASE_ID)
      .catch(() => undefined);
    if (!lease) return null;
    return { epoch: lease.epoch, holder: lease.holder, active: lease.holder === region };
  }

  async #sample() {
    const query = { index: 'recent', order: 'descending', limit: SAMPLE } as const;
    const found = await this.#context.documents
      .collection(TRANSACTIONS)
      .find(query)
      .catch(() => undefined);
    return found ? found.map(summaryOf) : null;
  }

  async #queues(): Promise<Status['queues']> {
    const { events } = this.#context;
    const lags = await Promise.all(
      GROUPS.map(async (group) => {
        const topics = await events.lag(group).catch(() => []);
        return topics.map(({ topic, lag }) => ({ group, topic, lag }));
      }),
    );
    return lags.flat();
  }

  async #series(name: string, label: string): Promise<Map<string, number>> {
    const metric = this.#context.metrics.getSingleMetric(name);
    const { values } = (await metric?.get()) ?? { values: [] };
    return new Map(values.map(({ labels, value }) => [String(labels[label] ?? ''), value]));
  }

  async #value(name: string): Promise<number> {
    const metric = this.#context.metrics.getSingleMetric(name);
    return (await metric?.get())?.values[0]?.value ?? 0;
  }
}

function countOutcomes(sample: readonly { readonly responseType?: string }[]) {
  const counts: Record<string, number> = {};
  let undecided = 0;
  for (const { responseType } of sample) {
    if (responseType === undefined) undecided += 1;
    else counts[responseType] = (counts[responseType] ?? 0) + 1;
  }
  return { sample: sample.length, undecided, counts };
}
