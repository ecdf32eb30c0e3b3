interface RefusalSpec {
  /** The two digits in frame 3199. */
  readonly wire: string;
  readonly meaning: string;
  /** Whether the applet may send the same request again, on a new connection and with a new counter. */
  readonly retryable: boolean;
}

/** Every code of frame 3199. docs/reference/applet.md lists them; a test compares. */
export const REFUSALS = {
  MALFORMED_FRAME: {
    wire: '01',
    meaning: 'the bytes are not a frame: start, escape, counter, MAC or UTF-8 is wrong',
    retryable: false,
  },
  FRAME_TOO_LARGE: { wire: '02', meaning: 'the frame exceeds 1,400 bytes', retryable: false },
  UNKNOWN_MESSAGE: { wire: '03', meaning: 'no message has this id', retryable: false },
  INVALID_FIELD: {
    wire: '04',
    meaning: 'a field is missing, surplus or out of its range',
    retryable: false,
  },
  UNEXPECTED_MESSAGE: {
    wire: '05',
    meaning: 'the message does not travel in this direction',
    retryable: false,
  },
  AUTHENTICATION_FAILED: {
    wire: '10',
    meaning: 'the MAC does not match the key of this applet, or the applet is unknown',
    retryable: false,
  },
  STALE_COUNTER: {
    wire: '11',
    meaning: 'the counter has not grown since the last frame of this applet',
    retryable: true,
  },
  FRAME_TIMEOUT: {
    wire: '20',
    meaning: 'the rest of the frame did not come in time',
    retryable: true,
  },
  UNAVAILABLE: { wire: '30', meaning: 'this region cannot decide now', retryable: true },
  INTERNAL: { wire: '31', meaning: 'the server failed on this request', retryable: true },
} as const satisfies Record<string, RefusalSpec>;

export type RefusalCode = keyof typeof REFUSALS;

const BY_WIRE = new Map<string, RefusalCode>(
  Object.entries(REFUSALS).map(([code, spec]) => [spec.wire, code as RefusalCode]),
);

/** The code that two digits stand for; `undefined` for digits of a later version. */
export function refusalOfWire(wire: string): RefusalCode | undefined {
  return BY_WIRE.get(wire);
}

/**
 * A frame that cannot be read, written or answered. Messages name the field and what is allowed, never
 * what was sent: that may be an answer or an identity.
 */
export class AppletError extends Error {
  override readonly name = 'AppletError';
  readonly code: RefusalCode;
  /** The field at fault, for INVALID_FIELD. */
  readonly field: string | undefined;

  constructor(code: RefusalCode, message: string, field?: string) {
    super(message);
    this.code = code;
    this.field = field;
  }

  get retryable(): boolean {
    return REFUSALS[this.code].retryable;
  }
}

export function isAppletError(error: unknown, code?: RefusalCode): error is AppletError {
  return error instanceof AppletError && (code === undefined || error.code === code);
}
