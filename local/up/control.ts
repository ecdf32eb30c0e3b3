import { timingSafeEqual } from 'node:crypto';
import { fastify } from 'fastify';
import { Type } from 'typebox';
import { addDrillRoutes } from './drill-routes.ts';
import type { DrillRuns } from './drill-runs.ts';
import { edgeView } from './edge-view.ts';
import type { Endpoint } from './endpoints.ts';
import type { IncidentLog } from './incidents.ts';
import {
  REGION_ACTIONS,
  type RegionAction,
  RegionActionError,
  type RegionActions,
} from './region-actions.ts';

export interface ControlOptions {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  /** What anybody on this machine may know: where the data lies, never what is in it. */
  readonly system: Readonly<Record<string, string | number>>;
  readonly edge: Endpoint;
  readonly regions: RegionActions;
  readonly incidents: IncidentLog;
  readonly drills: DrillRuns;
}

export interface ControlServer {
  close(): Promise<void>;
}

const ActParams = Type.Object({
  target: Type.String({ minLength: 1, maxLength: 64 }),
  action: Type.Unsafe<RegionAction>({ type: 'string', enum: [...REGION_ACTIONS] }),
});

/** Whoever asks for the end of the region that serves it wants to hear that it was heard. */
const ActQuery = Type.Object(
  { afterMs: Type.Optional(Type.String({ pattern: '^[0-9]{1,5}$' })) },
  { additionalProperties: false },
);

/** The supervisor's own HTTP API: what runs, and faults by hand. Listens on loopback only. */
export async function startControl(options: ControlOptions): Promise<ControlServer> {
  const { regions, incidents } = options;
  const server = fastify({ forceCloseConnections: true });
  server.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const status = error instanceof RegionActionError ? 409 : (error.statusCode ?? 500);
    return reply.code(status).send({ detail: error.message });
  });
  server.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ detail: `${request.method} ${request.url} is nothing that tandem up answers` }),
  );

  server.get('/system', () => options.system);
  server.register(async (guarded) => {
    guarded.addHook('onRequest', async (request, reply) => {
      if (isToken(request.headers.authorization, options.token)) return;
      await reply.code(401).send({ detail: 'the operator token is missing or wrong' });
    });
    guarded.get('/status', async () => ({
      ...options.system,
      processes: await regions.processes(),
      incidents: incidents.all(),
      edge: await edgeView(options.edge),
    }));
    const act = (path: string, run: (target: string, action: RegionAction) => Promise<void>) =>
      guarded.post<{
        Params: { target: string; action: RegionAction };
        Querystring: { afterMs?: string };
      }>(
        `${path}/:target/:action`,
        { schema: { params: ActParams, querystring: ActQuery } },
        async ({ params: { target, action }, query: { afterMs } }, reply) => {
          if (afterMs === undefined) {
            await run(target, action);
            return { target, action, processes: await regions.processes() };
          }
          setTimeout(() => {
            run(target, action).catch((error: unknown) => incidents.add(`${target}: ${error}`));
          }, Number(afterMs));
          return reply.code(202).send({ target, action });
        },
      );
    act('/regions', (region, action) => regions.act(region, action));
    act('/processes', (name, action) => regions.actOn(name, action));
    addDrillRoutes(guarded, options.drills);
  });

  await server.listen({ host: options.host, port: options.port });
  return { close: () => server.close() };
}

function isToken(header: string | undefined, token: string): boolean {
  const offered = Buffer.from(header ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return offered.length === expected.length && timingSafeEqual(offered, expected);
}
