import type { ResponseType } from '@tandem/core';
import type { LatencySummary } from './latency.ts';

export interface RepeatCounts {
  readonly asked: number;
  /** Answered with the transaction of the first time. */
  readonly same: number;
  /** Answered with another transaction, which breaks the contract. */
  readonly different: number;
  readonly refused: number;
  /** Without an answer. */
  readonly unknown: number;
}

export interface ReadCounts {
  readonly answered: number;
  readonly refused: number;
  readonly unknown: number;
}

/** What a load came to. Counts are of requests, unless they say otherwise. */
export interface DriveResult {
  readonly load: {
    readonly kind: 'open' | 'closed';
    readonly seed: number;
    /** Requests a second that were due; absent for a closed loop. */
    readonly rate?: number;
    readonly concurrency: number;
    /** From the first offer to the last. */
    readonly seconds: number;
    readonly offered: number;
    readonly accepted: number;
    /** Refused for good. */
    readonly refused: number;
    /** Without an answer after all retries. */
    readonly errors: number;
    readonly firstTryErrors: number;
    /** Why, of the first tries: the code of the connection's error, or `HTTP <status>`. */
    readonly firstTryReasons: Readonly<Record<string, number>>;
    /** Requests that were due and had to wait for `concurrency`, at worst. */
    readonly maxBacklog: number;
  };
  readonly outcomes: Readonly<Partial<Record<ResponseType, number>>>;
  /** Outcomes other than the persona's own: `ordinary: VERIFIED -> NOT_AVAILABLE`. */
  readonly unexpected: Readonly<Record<string, number>>;
  readonly completed: number;
  /** Outcomes that came while requests were offered, a second. */
  readonly completedPerSecond: number;
  /** Accepted, and no outcome came in the time to settle. */
  readonly lost: number;
  /** Request ids of some of them. */
  readonly lostRequests: readonly string[];
  /** Deliveries that contradict an earlier one. */
  readonly contradictory: number;
  readonly duplicateCallbacks: number;
  /** Requests that were sent once more on purpose, where that was asked for. */
  readonly repeats?: RepeatCounts;
  /** Status reads, where observers were asked for. */
  readonly reads?: ReadCounts;
  /** From when a request was due to the API's answer, retries included. */
  readonly acceptance: LatencySummary;
  /** From when a request was due to its callback. */
  readonly completion: LatencySummary;
}
