import type { Model } from '@tandem/core';

/** Body of POST /v1/approvals (SimApprovalRequest) but for `requestId` and `cbUrl`. */
export interface Approval {
  /** E.164. */
  readonly msisdn: string;
  readonly message: string;
  readonly model: Model;
  /** The choices, for the model `itemselect` only. */
  readonly items?: readonly string[];
  readonly popupSeconds?: number;
}

/** How the API took a request in the end, after all retries with the same requestId. */
export type Submission =
  | {
      readonly kind: 'accepted';
      readonly transactionId: string;
      /** The API knew the request already: an earlier try had reached it. */
      readonly repeated: boolean;
      readonly tries: number;
      /** The region that answered, as the edge says; absent without an edge. */
      readonly region?: string;
      /** Why the first try failed; absent when it did not. */
      readonly firstError?: string;
    }
  | {
      /** The API refused it for good, so nothing was accepted. */
      readonly kind: 'refused';
      readonly status: number;
      /** `code` of the problem document; empty when it was none. */
      readonly code: string;
      /** `detail` of the problem document; empty when it was none. */
      readonly detail: string;
      readonly tries: number;
      readonly firstError: string;
    }
  | {
      /** No answer within the retries: it may or may not have been accepted. */
      readonly kind: 'unknown';
      readonly reason: string;
      readonly tries: number;
      readonly firstError: string;
    };

/** Statuses after which the same request may succeed: congestion, the edge without an origin (52x), a region that cannot serve. */
export function isRetryableHttp(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501 && status !== 505);
}
