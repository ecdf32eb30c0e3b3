import { commandStatusName, isRetryableStatus } from './pdu/command-status.ts';
import type { Pdu } from './pdu/pdu.ts';

/**
 * Why a request has no positive answer. Every request ends with an answer or with one of these:
 * - `refused`            the peer answered with a command_status other than zero
 * - `timed-out`          no answer in time
 * - `link-lost`          the connection ended first
 * - `malformed-response` the answer came but could not be decoded
 * - `not-bound`          there is no bind that may carry this PDU now
 * - `queue-full`         too many requests wait for the window already
 * - `invalid-field`      a field cannot be encoded; the message names it
 * - `closed`             this side was closed by its owner
 */
export type SmppErrorCode =
  | 'refused'
  | 'timed-out'
  | 'link-lost'
  | 'malformed-response'
  | 'not-bound'
  | 'queue-full'
  | 'invalid-field'
  | 'closed';

/** Whether the peer may have acted on the request: `no` makes repeating it safe. */
export type Sent = 'no' | 'possibly' | 'yes';

export interface SmppErrorDetails {
  readonly sent: Sent;
  readonly commandStatus?: number;
  readonly response?: Pdu;
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

export class SmppError extends Error {
  override readonly name = 'SmppError';
  readonly code: SmppErrorCode;
  readonly sent: Sent;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
  readonly commandStatus: number | undefined;
  /** The refusing PDU: it may carry TLVs that say more, as additional_status_info_text. */
  readonly response: Pdu | undefined;

  constructor(code: SmppErrorCode, message: string, details: SmppErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.sent = details.sent;
    this.commandStatus = details.commandStatus;
    this.response = details.response;
    this.retryable = details.retryable ?? (code !== 'invalid-field' && code !== 'closed');
  }
}

export function refused(response: Pdu): SmppError {
  const commandStatus = response.command_status;
  return new SmppError('refused', `refused with ${commandStatusName(commandStatus)}`, {
    sent: 'yes',
    commandStatus,
    response,
    retryable: isRetryableStatus(commandStatus),
  });
}

export function notBound(command: string, state: string): SmppError {
  return new SmppError('not-bound', `${command} cannot be sent while ${state}`, { sent: 'no' });
}
