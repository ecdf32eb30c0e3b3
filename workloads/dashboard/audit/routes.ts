import { Readable } from 'node:stream';
import { TandemError } from '@tandem/core';
import type { WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { type ChainReport, exportAudit, verifyAudit } from '../../audit/index.ts';
import { principalOf, requireAllCustomers } from '../access/principal.ts';
import {
  type EntriesQuery,
  EntriesQuerySchema,
  EntriesSchema,
  type ExportQuery,
  ExportQuerySchema,
  VerifiedSchema,
} from '../schemas.ts';
import type { Actions } from './actions.ts';
import { objectIn, readEntries } from './entries.ts';

/** The audit log: its entries, whether it is whole, and all of it as a file. */
export function auditRoutes(
  server: FastifyInstance,
  context: WorkloadContext,
  actions: Actions,
): void {
  const { documents, topology } = context;
  const regions = topology.regions.map(({ name }) => name);
  const verify = shared(() => Promise.all(regions.map((region) => verifyAudit(documents, region))));
  const config = { role: 'support' } as const;
  const known = (region: string) => {
    if (regions.includes(region)) return;
    const reason = `must be one of ${regions.join(', ')}`;
    throw new TandemError('invalid-request', { field: 'region', reason });
  };

  server.get<{ Querystring: EntriesQuery }>(
    '/audit/entries',
    {
      config,
      schema: { hide: true, querystring: EntriesQuerySchema, response: { 200: EntriesSchema } },
    },
    (request) => {
      requireAllCustomers(principalOf(request));
      known(request.query.region);
      return readEntries(documents, request.query);
    },
  );
  server.get(
    '/audit/verify',
    { config, schema: { hide: true, response: { 200: VerifiedSchema } } },
    async () => {
      const chains = (await verify()).map(chainView);
      return { valid: chains.every(({ valid }) => valid), chains };
    },
  );
  server.get<{ Querystring: ExportQuery }>(
    '/audit/export',
    { config: { role: 'operator' }, schema: { hide: true, querystring: ExportQuerySchema } },
    async (request, reply) => {
      const principal = principalOf(request);
      requireAllCustomers(principal);
      const { region } = request.query;
      known(region);
      const asked = { action: 'audit-export', target: region };
      const lines = await actions.perform(principal, asked, async () => linesOf(context, region));
      return reply
        .type('application/x-ndjson')
        .header('content-disposition', `attachment; filename="tandem-audit-${region}.jsonl"`)
        .send(Readable.from(lines));
    },
  );
}

/** The last line says that nothing is missing: a file that ends without it broke off. */
async function* linesOf({ documents }: WorkloadContext, region: string): AsyncGenerator<string> {
  let entries = 0;
  for await (const entry of exportAudit(documents, region)) {
    const { event } = entry;
    const readable = typeof event === 'string' ? { ...entry, event: readableOf(event) } : entry;
    entries += 1;
    yield `${JSON.stringify(readable)}\n`;
  }
  yield `${JSON.stringify({ end: true, entries })}\n`;
}

function readableOf(event: string): unknown {
  const value = objectIn(event);
  return Object.keys(value).length > 0 ? value : event;
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
