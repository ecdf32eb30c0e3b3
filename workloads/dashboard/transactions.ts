import { TandemError } from '@tandem/core';
import type { WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { secretBytes } from '../records/index.ts';
import { traceOf } from '../trace/index.ts';
import { principalOf } from './access/principal.ts';
import {
  FoundSchema,
  type PrivateSearch,
  PrivateSearchSchema,
  type Search,
  SearchSchema,
  type TraceParams,
  TraceParamsSchema,
  type TraceQuery,
  TraceQuerySchema,
  TraceSchema,
} from './schemas.ts';
import { searchTransactions } from './search.ts';

const HASH_KEY_BYTES = 32;
const config = { role: 'support' } as const;

/** Finding a transaction, and its life; of the customers that whoever asks may see. */
export function transactionRoutes(server: FastifyInstance, context: WorkloadContext): void {
  const { documents, secrets, topology } = context;
  const regions = topology.regions.map(({ name }) => name);
  const options = {
    documents,
    hashKey: () => secretBytes(secrets, 'msisdn-hash-key', HASH_KEY_BYTES),
  };

  server.get<{ Querystring: Search }>(
    '/transactions',
    { config, schema: { hide: true, querystring: SearchSchema, response: { 200: FoundSchema } } },
    (request) =>
      searchTransactions({ ...options, within: principalOf(request).customers }, request.query),
  );
  // A number belongs into no URL: those are logged on their way, and kept in histories.
  server.post<{ Body: PrivateSearch }>(
    '/transactions/search',
    { config, schema: { hide: true, body: PrivateSearchSchema, response: { 200: FoundSchema } } },
    (request) =>
      searchTransactions({ ...options, within: principalOf(request).customers }, request.body),
  );
  server.get<{ Params: TraceParams; Querystring: TraceQuery }>(
    '/transactions/:id/trace',
    {
      config,
      schema: {
        hide: true,
        params: TraceParamsSchema,
        querystring: TraceQuerySchema,
        response: { 200: TraceSchema },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { customerId } = request.query;
      const within = principalOf(request).customers;
      const trace = await traceOf(documents, regions, { id, customerId, within });
      if (!trace) throw new TandemError('not-found', { what: 'This transaction or request' });
      return trace;
    },
  );
}
