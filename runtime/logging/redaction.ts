/**
 * Two nets under every log line. Fields of these names are replaced by path; whatever slips through in
 * free text (an error of a library, a URL) is caught in the finished line, whose JSON stays valid
 * because the patterns hold no quote, no backslash and no structure.
 */
const SENSITIVE = [
  'msisdn',
  'msisdnSealed',
  'phoneNumber',
  'destinationAddr',
  'destination_addr',
  'sourceAddr',
  'source_addr',
  'authorization',
  'Authorization',
  'clientSecret',
  'client_secret',
  'signingSecret',
  'access_token',
  'password',
  'secret',
  'token',
  'key',
  'answer',
  'shortMessage',
  'short_message',
];

/** Paths for pino: each name at the top, one and two levels below it. */
export const REDACTED_PATHS: string[] = SENSITIVE.flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

export const CENSOR = '[redacted]';

/** E.164 with its plus, also as a URL writes the plus. Shorter than 7 digits is no number anywhere. */
const NUMBER = /(?:\+|%2[Bb])[1-9][0-9]{6,14}(?![0-9])/g;
/** RFC 6750 section 2.1 (b64token) and the Basic credentials of RFC 7617. */
const CREDENTIALS = /\b(Bearer|Basic)(\s+|%20)[A-Za-z0-9._~+/-]+=*/gi;
/** A JWS in compact form, wherever it stands. */
const JWS = /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g;

/** The finished line without any E.164 number, bearer token or Basic credentials. */
export function guardLine(line: string): string {
  return line.replace(CREDENTIALS, `$1 ${CENSOR}`).replace(JWS, CENSOR).replace(NUMBER, CENSOR);
}
