import { TandemError } from '@tandem/core';
import type { WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { ledgerOf } from '../records/index.ts';
import { listDeadLetters, retryDeadLetter } from '../scheduled-jobs/index.ts';
import { maySeeCustomer, principalOf } from './access/principal.ts';
import type { Actions } from './audit/actions.ts';
import {
  DeadLettersSchema,
  type PageQuery,
  PageQuerySchema,
  type RetryParams,
  RetryParamsSchema,
} from './schemas.ts';

const DEFAULT_LIMIT = 100;

/** Callbacks whose retries are used up, and beginning again with one. */
export function callbackRoutes(
  server: FastifyInstance,
  context: WorkloadContext,
  actions: Actions,
): void {
  const { clock } = context;
  const ledger = ledgerOf(context);

  server.get<{ Querystring: PageQuery }>(
    '/callbacks',
    {
      config: { role: 'support' },
      schema: {
        hide: true,
        querystring: PageQuerySchema,
        response: { 200: DeadLettersSchema },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, after } = request.query;
      const principal = principalOf(request);
      const page = await listDeadLetters(ledger, { limit, after });
      return {
        callbacks: page.deadLetters.filter(({ customerId }) =>
          maySeeCustomer(principal, customerId),
        ),
        ...(page.next && { next: page.next }),
      };
    },
  );
  server.post<{ Params: RetryParams }>(
    '/callbacks/:id/retry',
    {
      config: { role: 'operator', action: true },
      schema: { hide: true, params: RetryParamsSchema },
    },
    async (request) => {
      const { id } = request.params;
      const principal = principalOf(request);
      const found = await ledger.get(id);
      if (found && !maySeeCustomer(principal, found.customerId)) throw noDeadLetter();
      const asked = { action: 'callback-retry', target: id };
      return actions.perform(principal, asked, async () => {
        const result = await retryDeadLetter(ledger, clock, id);
        if (result !== 'requeued') throw noDeadLetter();
        return { transactionId: id, result };
      });
    },
  );
}

function noDeadLetter(): TandemError {
  return new TandemError('not-found', { what: 'A dead letter of this transaction' });
}
