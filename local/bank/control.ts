import { type Clock, RESPONSE_TYPES } from '@tandem/core';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { ControlError } from '../control-server.ts';
import type { CallbackReceiver } from './callback-receiver.ts';
import { type Driver, drive, saturate } from './drive.ts';
import {
  type ClosedLoop,
  ClosedLoopSchema,
  type OpenLoop,
  OpenLoopSchema,
} from './drive-options.ts';
import type { DriveResult } from './drive-result.ts';

export interface DriveRecord {
  readonly id: number;
  readonly options: OpenLoop | ClosedLoop;
  state: 'running' | 'done' | 'failed';
  result?: DriveResult;
  error?: string;
}

/** The loads that this process has driven, one at a time. */
export interface Drives {
  readonly records: readonly DriveRecord[];
  /** Throws a ControlError while another one runs. */
  start(options: OpenLoop | ClosedLoop): DriveRecord;
  /** Ends the one that runs and waits for its result. */
  stop(): Promise<void>;
}

const MAX_RECORDS = 100;

export function newDrives(driver: () => Driver): Drives {
  const records: DriveRecord[] = [];
  let abort = new AbortController();
  let busy = false;
  let running = Promise.resolve();
  const run = async (record: DriveRecord): Promise<void> => {
    const context = { ...driver(), signal: abort.signal };
    const { options } = record;
    try {
      record.result =
        'rate' in options ? await drive(context, options) : await saturate(context, options);
      record.state = 'done';
    } catch (error) {
      record.error = error instanceof Error ? error.message : String(error);
      record.state = 'failed';
    }
  };
  return {
    records,
    start(options) {
      if (busy)
        throw new ControlError(
          409,
          'drive-running',
          'Another load is running; DELETE /drive ends it.',
        );
      const record: DriveRecord = { id: (records.at(-1)?.id ?? 0) + 1, options, state: 'running' };
      records.push(record);
      if (records.length > MAX_RECORDS) records.shift();
      abort = new AbortController();
      busy = true;
      running = run(record).finally(() => {
        busy = false;
      });
      return record;
    },
    async stop() {
      abort.abort();
      await running;
    },
  };
}

/** GET /status; POST, GET and DELETE /drive; GET /outcomes. */
export function addBankRoutes(
  app: FastifyInstance,
  receiver: CallbackReceiver,
  drives: Drives,
  clock: Clock,
): void {
  const startedAt = clock.now();
  app.get('/status', async () => ({
    startedAt: new Date(startedAt).toISOString(),
    callbacks: { ...receiver.log.counts, invalid: Object.fromEntries(receiver.invalid) },
    contradictions: receiver.log.contradictions.length,
    drive: drives.records.at(-1) ?? null,
    faults: receiver.faults.list(),
  }));

  const body = Type.Union([OpenLoopSchema, ClosedLoopSchema]);
  app.post('/drive', { schema: { body } }, async (request, reply) => {
    reply.code(202);
    return drives.start(request.body as OpenLoop | ClosedLoop);
  });
  app.get('/drive', async () => ({ drives: drives.records }));
  app.delete('/drive', async () => {
    await drives.stop();
    return { drive: drives.records.at(-1) ?? null };
  });

  const querystring = Type.Object(
    {
      requestId: Type.Optional(Type.String({ minLength: 1 })),
      responseType: Type.Optional(
        Type.Unsafe<string>({ type: 'string', enum: [...RESPONSE_TYPES] }),
      ),
    },
    { additionalProperties: false },
  );
  app.get('/outcomes', { schema: { querystring } }, async (request) => {
    const { requestId, responseType } = request.query as Record<string, string | undefined>;
    const known = requestId === undefined ? undefined : receiver.log.byRequest(requestId);
    const outcomes =
      requestId === undefined ? receiver.log.latest(MAX_RECORDS) : known ? [known] : [];
    return {
      outcomes: outcomes.filter(
        (outcome) => responseType === undefined || outcome.responseType === responseType,
      ),
      contradictions: receiver.log.contradictions,
    };
  });
}
