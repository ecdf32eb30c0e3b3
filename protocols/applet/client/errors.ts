import { REFUSALS, type RefusalCode, refusalOfWire } from '../errors.ts';

export type ExchangeFailure =
  /** No connection: refused, reset or unreachable. */
  | 'CONNECT_FAILED'
  /** No connection or no whole reply in time. */
  | 'TIMEOUT'
  /** The connection ended before the reply. */
  | 'CLOSED'
  /** The reply is no frame, has a wrong MAC or another counter, or is no reply. */
  | 'BAD_REPLY'
  /** Answered 3199. */
  | 'REFUSED';

/** Why an exchange gave no reply. The applet then repeats it on a new connection, unless it was refused for good. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  readonly code: ExchangeFailure;
  /** The refusal, for REFUSED; `undefined` when a newer server sent digits unknown here. */
  readonly refusal: RefusalCode | undefined;

  constructor(code: ExchangeFailure, message: string, refusal?: RefusalCode) {
    super(message);
    this.code = code;
    this.refusal = refusal;
  }

  get retryable(): boolean {
    if (this.code !== 'REFUSED') return true;
    return this.refusal !== undefined && REFUSALS[this.refusal].retryable;
  }
}

export function refusedWith(wire: string): ExchangeError {
  const refusal = refusalOfWire(wire);
  const meaning = refusal ? `${refusal}: ${REFUSALS[refusal].meaning}` : 'no meaning known here';
  return new ExchangeError('REFUSED', `refused with code ${wire}, ${meaning}`, refusal);
}
