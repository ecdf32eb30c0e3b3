import { type Clock, delay } from '@tandem/core';
import type { Recorder } from '../history/index.ts';
import type { CallbackReceiver } from './callback-receiver.ts';
import type { BankClient } from './client.ts';
import type { ClosedLoop, OpenLoop } from './drive-options.ts';
import type { DriveResult } from './drive-result.ts';
import { Load, SETTLE_TICK_MS } from './load.ts';

export interface Driver {
  readonly client: BankClient;
  readonly receiver: CallbackReceiver;
  readonly clock?: Clock;
  readonly record?: Recorder;
  /** Ends the load early; what was offered is still counted. */
  readonly signal?: AbortSignal;
}

/** Between two looks at what is due: a burst of that many milliseconds' requests is offered at once. */
const TICK_MS = 2;
const DEFAULT_CONCURRENCY = 4_096;
const SECOND_MS = 1_000;

/**
 * Open loop: offers `rate` requests a second for `seconds`, then waits for the outcomes. Latencies count
 * from when a request was due, so that a stall of the system shows in all that it held up.
 */
export async function drive(driver: Driver, options: OpenLoop): Promise<DriveResult> {
  const { rate, seconds, concurrency = DEFAULT_CONCURRENCY } = options;
  const load = new Load(driver, options);
  const total = Math.round(rate * seconds);
  const { clock } = load;
  const startedAt = clock.monotonic();
  while (load.tally.offered < total && !driver.signal?.aborted) {
    const elapsed = clock.monotonic() - startedAt;
    const due = Math.min(total, Math.floor((elapsed * rate) / SECOND_MS) + 1);
    while (load.tally.offered < due && load.asking < concurrency) {
      load.offer(startedAt + (load.tally.offered * SECOND_MS) / rate, undefined);
    }
    load.tally.maxBacklog = Math.max(load.tally.maxBacklog, due - load.tally.offered);
    await delay(clock, TICK_MS);
  }
  return load.settle({ kind: 'open', rate, concurrency }, startedAt);
}

/** Closed loop: keeps `concurrency` authentications under way for `seconds`: the most the system can do. */
export async function saturate(driver: Driver, options: ClosedLoop): Promise<DriveResult> {
  const { seconds, concurrency } = options;
  const load = new Load(driver, options);
  const { clock } = load;
  const startedAt = clock.monotonic();
  const endsAt = startedAt + seconds * SECOND_MS;
  const next = () => {
    if (clock.monotonic() >= endsAt || driver.signal?.aborted) return;
    load.offer(clock.monotonic(), next);
  };
  for (let i = 0; i < concurrency; i += 1) next();
  while (clock.monotonic() < endsAt && !driver.signal?.aborted) {
    await delay(clock, Math.min(SETTLE_TICK_MS, endsAt - clock.monotonic()));
  }
  return load.settle({ kind: 'closed', concurrency }, startedAt);
}
