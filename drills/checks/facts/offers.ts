import type { Model } from '@tandem/core';
import type { PersonaName } from '@tandem/local';
import type { Recording } from './recording.ts';

/** One request of the bank, with all tries and whatever became of it. Times are Unix milliseconds. */
export interface Offer {
  readonly requestId: string;
  readonly persona: PersonaName;
  readonly model: Model;
  readonly line: number;
  readonly invokedAt: number;
  /** `ok`: accepted; `fail`: refused; `info`: nobody knows; `undefined`: the bank never learned. */
  readonly end: OfferEnd | undefined;
}

export interface OfferEnd {
  readonly type: 'ok' | 'fail' | 'info';
  readonly time: number;
  readonly line: number;
  readonly tries: number;
  readonly firstError: string | undefined;
  readonly region: string | undefined;
  /** From when it was due. */
  readonly ms: number;
}

/** When the load generator owed the request: later than that is latency. */
export function dueAt({ invokedAt, end }: Offer): number {
  return end ? Math.min(invokedAt, end.time - end.ms) : invokedAt;
}

export function firstTryFailed({ end }: Offer): boolean {
  return end?.type !== 'ok' || end.firstError !== undefined || end.tries > 1;
}

/** By requestId; of a request that was asked for again, the first. What warmed the system up is not among them. */
export function collectOffers(recording: Recording): Map<string, Offer> {
  const countedFrom = recording.of('load')[0]?.operation.time ?? Number.NEGATIVE_INFINITY;
  const offers = new Map<string, Offer & { end: OfferEnd | undefined }>();
  for (const { operation, line } of recording.of('approve')) {
    const { requestId } = operation.value;
    const known = offers.get(requestId);
    if (operation.type === 'invoke') {
      const { persona, model } = operation.value;
      if (known || operation.time < countedFrom) continue;
      const invokedAt = operation.time;
      offers.set(requestId, { requestId, persona, model, line, invokedAt, end: undefined });
    } else if (known && !known.end) {
      const { type, time, value } = operation;
      known.end = {
        type,
        time,
        line,
        tries: value.tries,
        firstError: 'firstError' in value ? value.firstError : undefined,
        region: 'region' in value ? value.region : undefined,
        ms: ('ms' in value ? value.ms : undefined) ?? time - known.invokedAt,
      };
    }
  }
  return offers;
}
