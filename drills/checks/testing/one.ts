import type { Model } from '@tandem/core';
import type { PersonaName } from '@tandem/local';
import type { Timeline } from './failover.ts';
import { EAST, WEST } from './script.ts';

export const DEADLINE_MS = 6_000;
export const WAKE_RETRY_MS = 1_000;

/** One request from its offer to its place in documents and audit. Times are ms after T0. */
export interface Authentication {
  readonly nth: number;
  readonly dueAt: number;
  readonly requestId: string;
  readonly transactionId: string;
  readonly persona: PersonaName;
  readonly model: Model;
  /** Handset and applet; two authentications of one never are under way at a time. */
  readonly subscriber: number;
}

export const regionAt = (at: number, { faultAt = Number.POSITIVE_INFINITY, healAt }: Timeline) =>
  at < faultAt || at > healAt + 1_200 ? EAST : WEST;

export const appletOf = ({ subscriber }: Authentication) =>
  `APPLET${String(subscriber).padStart(6, '0')}`;
export const handsetOf = ({ subscriber }: Authentication) => `handset-${subscriber}`;
