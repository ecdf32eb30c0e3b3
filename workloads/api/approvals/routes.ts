import { isId, TandemError } from '@tandem/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readApprovalOperation, requestApprovalOperation } from '../operations.ts';
import type { SimApprovalRequest } from '../schemas.ts';
import { accountOf, type Caller } from './caller.ts';
import { parseJsonBody } from './json-body.ts';
import type { ApprovalService } from './service.ts';
import { approvalView } from './view.ts';

export interface ApprovalRouteOptions {
  readonly caller: Caller;
  readonly service: ApprovalService;
}

/** POST /v1/approvals and GET /v1/approvals/{transactionId}. */
export function approvalRoutes(server: FastifyInstance, options: ApprovalRouteOptions): void {
  const { caller, service } = options;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  server.decorateRequest('account', null);
  server.addHook('onRequest', (request, reply) => caller.identify(request, reply));
  // The signature is of the bytes, so it is checked before anything makes sense of them.
  server.addHook('preValidation', async (request) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : undefined;
    caller.verify(request, bytes);
    if (request.method === 'POST') request.body = parseJsonBody(bytes);
  });

  server.post<{ Body: SimApprovalRequest }>('/v1/approvals', {
    schema: requestApprovalOperation,
    config: { signed: true },
    async handler(request, reply) {
      const { created, transaction } = await service.accept(accountOf(request), request.body);
      const { _id: transactionId, requestId } = transaction;
      return reply
        .code(created ? 202 : 200)
        .header('location', `/v1/approvals/${transactionId}`)
        .send({ transactionId, requestId, status: 'ACCEPTED' });
    },
  });

  server.get<{ Params: { transactionId: string } }>('/v1/approvals/:transactionId', {
    schema: readApprovalOperation,
    config: { signed: true },
    async handler(request) {
      const account = accountOf(request);
      const transaction = await read(request, service);
      return approvalView(transaction, account);
    },
  });
}

async function read(
  request: FastifyRequest<{ Params: { transactionId: string } }>,
  service: ApprovalService,
) {
  const { transactionId } = request.params;
  const found = isId(transactionId) && (await service.read(accountOf(request), transactionId));
  if (!found) throw new TandemError('not-found', { what: 'This approval' });
  return found;
}
