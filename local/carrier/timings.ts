import type { Topology } from '@tandem/topology';
import type { Span } from '../random.ts';

/** How fast handsets and the people who hold them are. */
export interface HandsetTimings {
  /** For a connection and for each reply. */
  readonly exchangeTimeoutMs: number;
  /** Between repeats of a poll or an answer: doubles from `minMs` to `maxMs`. */
  readonly repeat: Span;
  /** A poll that got no reply for so long is given up until the next wake-up. */
  readonly pollForMs: number;
  /** An answer that got no receipt for so long is given up: its transaction is long decided. */
  readonly answerForMs: number;
  readonly quickThink: Span;
  readonly slowThink: Span;
  /** From a busy SIM toolkit to the next poll. */
  readonly busy: Span;
  /** After the deadline, for who answers late. */
  readonly late: Span;
  /** Between popup and deadline, at most. */
  readonly wakeAllowanceMs: number;
}

/** @param pace 1: as people are; 0: everybody answers at once; in between: hurried. */
export function handsetTimings(
  topology: Pick<Topology, 'applet' | 'authentication'>,
  pace: number,
): HandsetTimings {
  const { answerRepeatMs } = topology.applet;
  const paced = (minMs: number, maxMs: number) => ({ minMs: minMs * pace, maxMs: maxMs * pace });
  return {
    exchangeTimeoutMs: 2 * answerRepeatMs,
    repeat: { minMs: answerRepeatMs / 10, maxMs: answerRepeatMs },
    pollForMs: 24 * answerRepeatMs,
    answerForMs: 120 * answerRepeatMs,
    quickThink: paced(300, 1_500),
    slowThink: paced(2_500, 5_000),
    busy: paced(500, 1_500),
    late: { minMs: 500, maxMs: 1_500 },
    wakeAllowanceMs: topology.authentication.wakeAllowanceSeconds * 1_000,
  };
}
