import { timingSafeEqual } from 'node:crypto';
import { type Clock, delay, MSISDN_PATTERN } from '@tandem/core';
import { type FastifyError, type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { Type } from 'typebox';
import type { FaultBoard } from '../faults.ts';
import type { CarrierFault } from './carrier-faults.ts';
import type { Fleet } from './fleet.ts';
import { type CamaraCode, MnoApiError } from './mno-errors.ts';
import { changedWithin, type MnoRecord, mnoRecord } from './mno-records.ts';

export interface MnoApiOptions {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly faults: FaultBoard<CarrierFault>;
  /** When given, every request must bring it: `Authorization: Bearer <token>`. */
  readonly token?: string;
}

export interface MnoApi {
  readonly app: FastifyInstance;
  /** Answers by status code; those that a fault cut off under 0. */
  readonly answers: ReadonlyMap<number, number>;
}

const MAX_BODY_BYTES = 8 * 1_024;
/** CAMARA SIM Swap and Device Swap: maxAge in hours. */
const MAX_AGE_HOURS = 2_400;
const DEFAULT_AGE_HOURS = 240;
const CORRELATOR = /^[a-zA-Z0-9-_:;./<>{}]{0,256}$/;

const PhoneNumber = Type.Object({ phoneNumber: Type.String({ pattern: MSISDN_PATTERN }) });
const PhoneNumberAndAge = Type.Object({
  phoneNumber: Type.String({ pattern: MSISDN_PATTERN }),
  maxAge: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_AGE_HOURS })),
});

type Change = 'latestSimChange' | 'latestImeiChange';
type Asked = FastifyRequest<{ Body: { phoneNumber: string; maxAge?: number } }>;

/** The mobile network operator's HTTP API: subscriber status, and CAMARA's SIM Swap v2 and Device Swap v1. */
export function createMnoApi({ fleet, clock, faults, token }: MnoApiOptions): MnoApi {
  const answers = new Map<number, number>();
  const count = (status: number) => answers.set(status, (answers.get(status) ?? 0) + 1);
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    logger: false,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  app.removeContentTypeParser('text/plain');

  app.addHook('onRequest', async (request, reply) => {
    const correlator = request.headers['x-correlator'];
    if (typeof correlator === 'string') {
      if (!CORRELATOR.test(correlator)) {
        throw new MnoApiError(
          'INVALID_ARGUMENT',
          'x-correlator: up to 256 of A-Z a-z 0-9 - _ : ; . / < > { }',
        );
      }
      reply.header('x-correlator', correlator);
    }
    if (token !== undefined && !isBearer(request.headers.authorization, token)) {
      throw new MnoApiError('UNAUTHENTICATED');
    }
    if (faults.find('mno-unreachable')) {
      count(0);
      reply.hijack();
      request.raw.socket.destroy();
      return;
    }
    const slow = faults.find('mno-slow');
    if (slow) await delay(clock, slow.delayMs);
    if (faults.find('mno-down')) throw new MnoApiError('UNAVAILABLE');
  });
  app.addHook('onResponse', (_, reply, done) => {
    count(reply.statusCode);
    done();
  });
  app.setErrorHandler((error: FastifyError | MnoApiError, _, reply) => {
    const { body } =
      error instanceof MnoApiError ? error : new MnoApiError(codeOf(error), error.message);
    return reply.code(body.status).send(body);
  });
  app.setNotFoundHandler(() => {
    throw new MnoApiError('NOT_FOUND');
  });

  const recordOf = ({ body }: Asked): MnoRecord => {
    const record = mnoRecord(fleet, body.phoneNumber, clock.now());
    if (!record) throw new MnoApiError('IDENTIFIER_NOT_FOUND');
    return record;
  };
  const post = (url: string, schema: object, answer: (request: Asked) => object) =>
    app.post(url, { schema: { body: schema } }, async (request) => answer(request as Asked));
  const check = (request: Asked, change: Change) => ({
    swapped: changedWithin(
      recordOf(request)[change],
      request.body.maxAge ?? DEFAULT_AGE_HOURS,
      clock.now(),
    ),
  });

  post('/subscriber-status/v1/retrieve', PhoneNumber, recordOf);
  post('/sim-swap/v2/retrieve-date', PhoneNumber, (request) => ({
    latestSimChange: recordOf(request).latestSimChange,
  }));
  post('/sim-swap/v2/check', PhoneNumberAndAge, (request) => check(request, 'latestSimChange'));
  post('/device-swap/v1/retrieve-date', PhoneNumber, (request) => ({
    latestDeviceChange: recordOf(request).latestImeiChange,
  }));
  post('/device-swap/v1/check', PhoneNumberAndAge, (request) => check(request, 'latestImeiChange'));
  return { app, answers };
}

function codeOf(error: FastifyError): CamaraCode {
  const [invalid] = error.validation ?? [];
  if (invalid) {
    if (invalid.instancePath === '/maxAge') return 'OUT_OF_RANGE';
    if (invalid.params.missingProperty === 'phoneNumber') return 'MISSING_IDENTIFIER';
    return 'INVALID_ARGUMENT';
  }
  if (error.statusCode === 415) return 'UNSUPPORTED_MEDIA_TYPE';
  return error.statusCode !== undefined && error.statusCode < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL';
}

function isBearer(header: string | undefined, token: string): boolean {
  const [given, expected] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
