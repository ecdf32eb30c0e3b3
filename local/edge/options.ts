import { PROFILES, topologyFor } from '@tandem/topology';
import { type Static, Type } from 'typebox';
import { checker } from '../validation.ts';

const port = () => Type.Integer({ minimum: 0, maximum: 65_535 });
const address = () =>
  Type.Object(
    { host: Type.String({ minLength: 1 }), port: Type.Integer({ minimum: 1, maximum: 65_535 }) },
    { additionalProperties: false },
  );
const ms = () => Type.Integer({ minimum: 1, maximum: 86_400_000 });

const EdgeSchema = Type.Object(
  {
    profile: Type.Unsafe<(typeof PROFILES)[number]>({ type: 'string', enum: [...PROFILES] }),
    host: Type.String({ minLength: 1 }),
    /** Ports; 0 takes a free one, which the `ready` message names. */
    apiPort: port(),
    appletPort: port(),
    controlPort: port(),
    operatorToken: Type.String({ minLength: 8 }),
    /** Where each region of the topology listens. */
    origins: Type.Array(
      Type.Object(
        {
          region: Type.String({ minLength: 1 }),
          api: address(),
          /** Of the dashboard, where it is not on the listener of the API. */
          dashboard: Type.Optional(address()),
          applet: address(),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
    /** For an origin to accept a connection, then 522; for its response to begin, then 524. */
    connectTimeoutMs: ms(),
    responseTimeoutMs: ms(),
    /** A TCP connection that was idle for so long is forgotten. */
    idleTimeoutMs: ms(),
    /** Header of a request, all fields together. */
    maxHeaderBytes: Type.Integer({ minimum: 1_024, maximum: 1_048_576 }),
    maxUrlBytes: Type.Integer({ minimum: 256, maximum: 1_048_576 }),
    /** A longer body is streamed and not kept, so a request with it cannot be repeated after it began. */
    retryBufferBytes: Type.Integer({ minimum: 0, maximum: 16_777_216 }),
    drainMs: Type.Integer({ minimum: 0, maximum: 600_000 }),
    seed: Type.Integer({ minimum: 0 }),
    /** File to which changes of health are appended. */
    history: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);

export type EdgeSettings = Static<typeof EdgeSchema>;

export const DEFAULT_DRAIN_MS = 5_000;

/**
 * The provider's own limits, as documented: Cloudflare, Connection limits (requests of 128 KB of headers and
 * 16 KB of URL) and Pingora (64 KiB retry buffer).
 */
const DEFAULTS = {
  host: '127.0.0.1',
  maxHeaderBytes: 131_072,
  maxUrlBytes: 16_384,
  retryBufferBytes: 65_536,
  drainMs: DEFAULT_DRAIN_MS,
  seed: 1,
} as const satisfies Partial<EdgeSettings>;

type Defaulted = keyof typeof DEFAULTS | keyof ReturnType<typeof timesOf>;

/** What has a default may be left out; times are those of the topology. */
export type EdgeOptions = Omit<EdgeSettings, Defaulted> & Partial<Pick<EdgeSettings, Defaulted>>;

const check = checker('edge', EdgeSchema);

/** Throws InvalidInputError naming the field and what is allowed. */
export function edgeSettings(options: EdgeOptions): EdgeSettings {
  return check({ ...DEFAULTS, ...timesOf(options.profile), ...options });
}

function timesOf(profile: EdgeSettings['profile']) {
  // Whatever is no profile is refused with the other settings.
  const { api, accelerator } = topologyFor(PROFILES.includes(profile) ? profile : 'document').edge;
  const { connectTimeoutMs, responseTimeoutMs } = api.patience;
  const { idleTimeoutMs } = accelerator.connections;
  return { connectTimeoutMs, responseTimeoutMs, idleTimeoutMs };
}
