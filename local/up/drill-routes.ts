import { PROFILES } from '@tandem/topology';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { DrillRunError, type DrillRuns, type StartDrill } from './drill-runs.ts';

const Body = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    profile: Type.Unsafe<(typeof PROFILES)[number]>({ type: 'string', enum: [...PROFILES] }),
    rate: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  },
  { additionalProperties: false },
);

/** GET /drills: what can be started, and the latest run; POST /drills starts one. */
export function addDrillRoutes(server: FastifyInstance, drills: DrillRuns): void {
  server.get('/drills', () => ({
    catalogue: drills.options.catalogue,
    running: drills.latest ?? null,
  }));
  server.post<{ Body: StartDrill }>('/drills', { schema: { body: Body } }, (request, reply) => {
    try {
      return reply.code(202).send(drills.start(request.body));
    } catch (error) {
      if (!(error instanceof DrillRunError)) throw error;
      return reply.code(409).send({ detail: error.message });
    }
  });
}
