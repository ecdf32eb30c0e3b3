import { TandemError } from '@tandem/core';
import type { WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type ChainReport, verifyAudit } from '../audit/index.ts';
import { ledgerOf } from '../records/index.ts';
import { listDeadLetters, retryDeadLetter } from '../scheduled-jobs/index.ts';
import { traceOf } from '../trace/index.ts';
import { Access, type Right } from './access.ts';
import { pageRoutes } from './page/routes.ts';
import { recentEvents } from './recent-events.ts';
import { regionRoutes } from './regions.ts';
import {
  BindSchema,
  type EventsQuery,
  EventsQuerySchema,
  FoundSchema,
  type PageQuery,
  PageQuerySchema,
  type RetryParams,
  RetryParamsSchema,
  type Search,
  SearchSchema,
  StatusSchema,
  type TraceParams,
  TraceParamsSchema,
  type TraceQuery,
  TraceQuerySchema,
} from './schemas.ts';
import { searchTransactions } from './search.ts';
import { StatusSource } from './status.ts';

const DEFAULT_LIMIT = 100;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller of a dashboard route must be allowed to do. */
    right?: Right;
  }
}

/** `/dashboard`: the live page, and under `/dashboard/api` what it and the commands read. */
export function dashboardRoutes(context: WorkloadContext): FastifyPluginAsync {
  return async (server) => {
    const access = new Access(context);
    await server.register(pageRoutes);
    await server.register(
      async (api) => {
        api.addHook('onRequest', async (request, reply) => {
          reply.header('cache-control', 'no-store');
          await authorize(access, request, reply);
        });
        api.addHook('preValidation', async ({ query }) => readIntegers(query));
        readingRoutes(api, context);
        operatingRoutes(api, context);
        regionRoutes(api, context);
      },
      { prefix: '/dashboard/api' },
    );
  };
}

async function authorize(access: Access, request: FastifyRequest, reply: FastifyReply) {
  const { headers, ip } = request;
  const seconds = access.blockedSeconds(ip);
  if (seconds > 0) reply.header('retry-after', String(seconds));
  else reply.header('www-authenticate', 'Bearer realm="tandem-dashboard"');
  await access.check(headers.authorization, ip, request.routeOptions.config?.right ?? 'operate');
  reply.removeHeader('www-authenticate');
}

const INTEGERS = ['limit', 'from', 'to'] as const;

/** What comes in a URL is text; the schemas say numbers. Anything else is left for them to refuse. */
function readIntegers(query: unknown): void {
  if (typeof query !== 'object' || query === null) return;
  for (const name of INTEGERS) {
    const text: unknown = Reflect.get(query, name);
    if (typeof text === 'string' && /^[0-9]{1,15}$/.test(text)) {
      Reflect.set(query, name, Number(text));
    }
  }
}

/** Reading is for both tokens; the routes are no part of the customers' OpenAPI document. */
const reading = { config: { right: 'read' as const } };
const hidden = { hide: true };

function readingRoutes(server: FastifyInstance, context: WorkloadContext): void {
  const { documents, topology } = context;
  const regions = topology.regions.map(({ name }) => name);
  const status = new StatusSource(context);
  const ledger = ledgerOf(context);
  const verify = shared(() => Promise.all(regions.map((name) => verifyAudit(documents, name))));

  server.get(
    '/status',
    { ...reading, schema: { ...hidden, response: { 200: StatusSchema } } },
    () => status.current(),
  );
  server.get(
    '/binds',
    {
      ...reading,
      schema: { ...hidden, response: { 200: Type.Object({ binds: Type.Array(BindSchema) }) } },
    },
    async () => ({ binds: await status.binds() }),
  );
  server.get<{ Querystring: Search }>(
    '/transactions',
    {
      ...reading,
      schema: { ...hidden, querystring: SearchSchema, response: { 200: FoundSchema } },
    },
    ({ query }) => searchTransactions(documents, query),
  );
  server.get<{ Params: TraceParams; Querystring: TraceQuery }>(
    '/transactions/:id/trace',
    {
      ...reading,
      schema: { ...hidden, params: TraceParamsSchema, querystring: TraceQuerySchema },
    },
    async ({ params: { id }, query: { customerId } }) => {
      const trace = await traceOf(documents, regions, { id, customerId });
      if (!trace) throw new TandemError('not-found', { what: 'This transaction or request' });
      return trace;
    },
  );
  server.get<{ Querystring: EventsQuery }>(
    '/events',
    { ...reading, schema: { ...hidden, querystring: EventsQuerySchema } },
    async ({ query }) => ({
      events: await recentEvents(documents, regions, query.limit ?? DEFAULT_LIMIT),
    }),
  );
  server.get('/audit/verify', { ...reading, schema: hidden }, async () => {
    const chains = (await verify()).map(chainView);
    return { valid: chains.every(({ valid }) => valid), chains };
  });
  server.get<{ Querystring: PageQuery }>(
    '/callbacks',
    { ...reading, schema: { ...hidden, querystring: PageQuerySchema } },
    async ({ query: { limit, after } }) => {
      const page = await listDeadLetters(ledger, { limit: limit ?? DEFAULT_LIMIT, after });
      return { callbacks: page.deadLetters, ...(page.next && { next: page.next }) };
    },
  );
}

function operatingRoutes(server: FastifyInstance, context: WorkloadContext): void {
  const { clock, logger } = context;
  const ledger = ledgerOf(context);
  server.post<{ Params: RetryParams }>(
    '/callbacks/:id/retry',
    { config: { right: 'operate' }, schema: { ...hidden, params: RetryParamsSchema } },
    async ({ params: { id } }) => {
      const result = await retryDeadLetter(ledger, clock, id);
      if (result !== 'requeued') {
        throw new TandemError('not-found', { what: 'A dead letter of this transaction' });
      }
      logger.info({ transactionId: id }, 'a dead letter was requeued');
      return { transactionId: id, result };
    },
  );
}

function chainView({ breach, ...report }: ChainReport) {
  return {
    ...report,
    ...(breach && { breach: { segment: breach.seq, reason: breach.reason } }),
  };
}

/** One run at a time: whoever asks meanwhile gets the result of the run under way. */
function shared<T>(run: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => {
    underWay ??= run().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}
