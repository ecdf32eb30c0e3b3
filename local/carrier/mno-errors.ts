/** The error body of CAMARA's API design guide. */
export interface CamaraError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const ERRORS = {
  INVALID_ARGUMENT: { status: 400, message: 'Client specified an invalid argument.' },
  OUT_OF_RANGE: { status: 400, message: 'Client specified an invalid range.' },
  UNAUTHENTICATED: {
    status: 401,
    message: 'Request not authenticated due to missing, invalid, or expired credentials.',
  },
  IDENTIFIER_NOT_FOUND: { status: 404, message: 'Device identifier not found.' },
  NOT_FOUND: { status: 404, message: 'The specified resource is not found.' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'The method is not allowed for the resource.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Content-Type must be application/json.' },
  MISSING_IDENTIFIER: {
    status: 422,
    message: 'The device cannot be identified: give phoneNumber.',
  },
  INTERNAL: { status: 500, message: 'Unknown server error.' },
  UNAVAILABLE: { status: 503, message: 'Service Unavailable.' },
} as const satisfies Record<string, Omit<CamaraError, 'code'>>;

export type CamaraCode = keyof typeof ERRORS;

export class MnoApiError extends Error {
  override readonly name = 'MnoApiError';
  readonly body: CamaraError;

  constructor(code: CamaraCode, detail?: string) {
    const { status, message } = ERRORS[code];
    super(detail ?? message);
    this.body = { status, code, message: this.message };
  }
}
