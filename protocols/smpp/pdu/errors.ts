import { commandStatusName } from './command-status.ts';

/** A field that cannot be sent as given. Nothing was sent. */
export class SmppEncodeError extends RangeError {
  override readonly name = 'SmppEncodeError';
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`);
    this.field = field;
  }
}

/**
 * One PDU could not be understood, yet its end is known: the receiver answers `commandStatus` and the
 * session goes on.
 */
export class RecoverableDecodeError extends Error {
  override readonly name = 'RecoverableDecodeError';
  readonly commandStatus: number;
  readonly commandId: number;
  readonly sequenceNumber: number;

  constructor(problem: string, commandStatus: number, commandId: number, sequenceNumber: number) {
    super(`${problem} (${commandStatusName(commandStatus)})`);
    this.commandStatus = commandStatus;
    this.commandId = commandId;
    this.sequenceNumber = sequenceNumber;
  }
}

/** The framing is lost or the peer asks for more memory than a PDU may take: the session must close. */
export class UnrecoverableDecodeError extends Error {
  override readonly name = 'UnrecoverableDecodeError';
  readonly commandStatus: number;

  constructor(problem: string, commandStatus: number) {
    super(`${problem} (${commandStatusName(commandStatus)})`);
    this.commandStatus = commandStatus;
  }
}

/** Thrown inside the codec; `decode` adds the header and turns it into a RecoverableDecodeError. */
export class FieldError extends Error {
  readonly commandStatus: number;

  constructor(field: string, problem: string, commandStatus: number) {
    super(`${field}: ${problem}`);
    this.commandStatus = commandStatus;
  }
}
