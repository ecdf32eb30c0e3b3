import { Ajv } from 'ajv';
import { type Static, type TSchema, Type } from 'typebox';

// The options that the ESME and the SMSC side share. All times are milliseconds.

export const Port = Type.Integer({ minimum: 0, maximum: 65_535 });

const LONGEST_MS = 0x7fff_ffff;

export function milliseconds(minimum: 0 | 1, initial: number) {
  return Type.Integer({ minimum, maximum: LONGEST_MS, default: initial });
}

export const SessionOptions = Type.Object({
  window: Type.Integer({ minimum: 1, maximum: 100_000, default: 10 }),
  /** Requests that may wait for the window; more are refused with `queue-full`. */
  maxQueued: Type.Integer({ minimum: 0, maximum: 10_000_000, default: 10_000 }),
  responseTimeoutMs: milliseconds(1, 10_000),
  /** Silence after which enquire_link is sent; 0: never. */
  enquireLinkMs: milliseconds(0, 30_000),
  /** Silence after which the session is given up; 0: never. */
  inactivityMs: milliseconds(0, 0),
  /** A PDU that claims more closes its session. */
  maxPduBytes: Type.Integer({ minimum: 1_024, maximum: 16_777_216, default: 65_536 }),
  /** Requests of the peer that may wait for a handler; more are answered as throttled. */
  maxUnanswered: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1_000 }),
});

export type SessionOptions = Static<typeof SessionOptions>;

/** Checks options once, at creation, and fills in the defaults. */
export function optionsChecker<S extends TSchema>(
  schema: S,
  what: string,
): (given: object) => Static<S> {
  const check = new Ajv({ useDefaults: true, allErrors: true }).compile<Static<S>>(schema);
  return (given) => {
    const options: object = structuredClone(given);
    if (check(options)) return options;
    const problems = (check.errors ?? []).map((error) => {
      const field = [error.instancePath.slice(1).replaceAll('/', '.'), extraField(error.params)];
      return `${field.filter(Boolean).join('.')} ${error.message ?? ''}`.trim();
    });
    throw new TypeError(`${what}: ${problems.join('; ')}`);
  };
}

function extraField(params: Record<string, unknown>): string {
  return String(params.additionalProperty ?? '');
}
