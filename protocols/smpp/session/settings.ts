import type { Clock } from '@tandem/core';
import type { SmppError } from '../errors.ts';
import type { RequestHandler } from './answers.ts';
import type { Side } from './binding.ts';
import type { SendGate } from './gate.ts';

/** All times in milliseconds, zero switches `enquireLinkMs` and `inactivityMs` off. */
export interface SessionSettings {
  readonly side: Side;
  readonly clock: Clock;
  readonly gate: SendGate;
  readonly window: number;
  readonly maxQueued: number;
  readonly responseTimeoutMs: number;
  readonly enquireLinkMs: number;
  readonly inactivityMs: number;
  readonly maxPduBytes: number;
  readonly maxUnanswered: number;
}

export interface SessionHandlers {
  readonly onRequest: RequestHandler;
  /** Something went wrong that cost at most one PDU. */
  readonly onProblem: (problem: Error) => unknown;
  readonly onClosed: (reason: SmppError) => void;
}

export interface RequestOptions {
  /** Unix milliseconds by the clock: the request ends by then, wherever it is. */
  readonly deadline?: number;
}
