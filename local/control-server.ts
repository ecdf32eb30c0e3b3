import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { Fault, FaultBoard } from './faults.ts';

export interface ControlOptions {
  /** Every request must bring it: `Authorization: Bearer <token>`. */
  readonly operatorToken: string;
  /** The server to serve on, when it serves something else too. */
  readonly serverFactory?: (
    handler: (request: IncomingMessage, response: ServerResponse) => void,
  ) => Server;
}

const MAX_HEAL_MS = 86_400_000;

/** An HTTP API for operators and drills: bearer token, JSON in and out, RFC 9457 problems. */
export function createControl({ operatorToken, serverFactory }: ControlOptions): FastifyInstance {
  const expected = Buffer.from(`Bearer ${operatorToken}`);
  const app = fastify({
    logger: false,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    ...(serverFactory === undefined ? {} : { serverFactory }),
  });
  app.addHook('onRequest', async (request, reply) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length === expected.length && timingSafeEqual(given, expected)) return;
    reply.header('www-authenticate', 'Bearer');
    throw new ControlError(
      401,
      'unauthenticated',
      'Send the operator token as Authorization: Bearer.',
    );
  });
  app.setErrorHandler((error: FastifyError | ControlError, _, reply) => {
    const status = error.statusCode ?? 500;
    const code = error instanceof ControlError ? error.problem : problemOf(status);
    reply.code(status).type('application/problem+json');
    return { type: 'about:blank', title: code, status, code, detail: error.message };
  });
  app.setNotFoundHandler(({ url }) => {
    throw new ControlError(404, 'not-found', `${url.split('?')[0]} is not part of this API.`);
  });
  return app;
}

export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly statusCode: number;
  readonly problem: string;

  constructor(statusCode: number, problem: string, detail: string) {
    super(detail);
    this.statusCode = statusCode;
    this.problem = problem;
  }
}

/** GET, POST and DELETE /faults: what is in force, one more (healing by itself after a while), healing. */
export function addFaultRoutes<F extends Fault>(
  app: FastifyInstance,
  board: FaultBoard<F>,
  schema: TSchema,
): void {
  const body = Type.Object(
    {
      fault: schema,
      healAfterMs: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_HEAL_MS })),
    },
    { additionalProperties: false },
  );
  app.get('/faults', async () => ({ faults: board.list() }));
  app.post('/faults', { schema: { body } }, async (request, reply) => {
    const { fault, healAfterMs } = request.body as { fault: F; healAfterMs?: number };
    reply.code(201);
    return board.inject(fault, healAfterMs);
  });
  app.delete('/faults', async () => ({ healed: board.healAll() }));
  const params = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,8}$' }) });
  app.delete('/faults/:id', { schema: { params } }, async (request) => {
    const { id } = request.params as { id: string };
    if (board.heal(Number(id))) return { healed: 1 };
    throw new ControlError(404, 'not-found', `No fault ${id} is in force: it may have healed.`);
  });
}

function problemOf(status: number): string {
  if (status === 400) return 'invalid-request';
  if (status === 413) return 'body-too-large';
  if (status === 415) return 'unsupported-media-type';
  return status < 500 ? 'invalid-request' : 'internal';
}
