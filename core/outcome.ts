/** The four models of an approval (CONTRACTS: `model`). */
export const MODELS = ['silent', 'touch', 'multisecure', 'itemselect'] as const;
export type Model = (typeof MODELS)[number];

export const RESPONSE_TYPES = [
  'APPROVED',
  'REJECTED',
  'ANSWERED',
  'VERIFIED',
  'NOT_AVAILABLE',
  'NOT_REGISTERED',
  'FAILED',
] as const;
export type ResponseType = (typeof RESPONSE_TYPES)[number];

/** What the applet reports in frame 3221. */
export const APPLET_STATUSES = ['00', '01', '02', '03', '04'] as const;
export type AppletStatus = (typeof APPLET_STATUSES)[number];

/** Why an outcome is what it is: the callback's `status`. */
export const OUTCOME_STATUSES = [
  'ACCEPTED',
  'REFUSED',
  'NO_INPUT',
  'APPLET_ERROR',
  'INVALID_ANSWER',
  'TIMER_EXPIRED',
  'UNKNOWN_SUBSCRIBER',
] as const;
export type OutcomeStatus = (typeof OUTCOME_STATUSES)[number];

export interface Outcome {
  readonly responseType: ResponseType;
  readonly status: OutcomeStatus;
  readonly answer?: string;
}

/** Outcomes with which `tandem approve` exits 0. */
export function isPositive(responseType: ResponseType): boolean {
  return responseType === 'APPROVED' || responseType === 'VERIFIED' || responseType === 'ANSWERED';
}

/**
 * The outcome that an applet's answer means, or `undefined` for 03: the SIM toolkit was busy with
 * another dialogue, the notification stays pending and the applet polls again.
 */
export function outcomeOfAnswer(
  model: Model,
  status: AppletStatus,
  answer: string,
  items: readonly string[],
): Outcome | undefined {
  switch (status) {
    case '00':
      return acceptedOutcome(model, answer, items);
    case '01':
      return { responseType: 'REJECTED', status: 'REFUSED' };
    case '02':
      return { responseType: 'NOT_AVAILABLE', status: 'NO_INPUT' };
    case '03':
      return undefined;
    case '04':
      return { responseType: 'FAILED', status: 'APPLET_ERROR' };
  }
}

function acceptedOutcome(model: Model, answer: string, items: readonly string[]): Outcome {
  switch (model) {
    case 'silent':
      return { responseType: 'VERIFIED', status: 'ACCEPTED' };
    case 'touch':
      return { responseType: 'APPROVED', status: 'ACCEPTED' };
    case 'multisecure':
      return { responseType: 'ANSWERED', status: 'ACCEPTED', answer };
    case 'itemselect':
      return items.includes(answer)
        ? { responseType: 'ANSWERED', status: 'ACCEPTED', answer }
        : { responseType: 'FAILED', status: 'INVALID_ANSWER' };
  }
}
