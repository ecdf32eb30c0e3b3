import { fastify } from 'fastify';
import { Pool } from 'undici';
import { type Load, run } from './load.ts';

const HOST = '127.0.0.1';
const PATH = '/v1/approvals';
/** As many connections as the bank has to the API. */
const CONNECTIONS = 64;

/** As large as a real request, callback and answer; nobody looks into them. */
const REQUEST = JSON.stringify({
  requestId: '01941f29-7c00-7abc-8def-0123456789ab',
  msisdn: '+14045550101',
  message: 'Pay 120 USD to Acme?',
  model: 'silent',
  cbUrl: 'http://127.0.0.1:8101/callbacks',
});
const ANSWER = {
  transactionId: '01941f29-7c00-7abc-8def-0123456789ab',
  requestId: '01941f29-7c00-7abc-8def-0123456789ab',
  status: 'ACCEPTED',
};

/** Bare HTTP: no schema, no token, no signature. Resolves with the port. */
export async function listenHttp(): Promise<number> {
  const app = fastify({ logger: false });
  app.post(PATH, (_request, reply) => reply.code(202).send(ANSWER));
  const address = await app.listen({ host: HOST, port: 0 });
  return Number(new URL(address).port);
}

/** Requests done, each with its answer read. */
export async function driveHttp({
  port,
  ...load
}: Load & { readonly port: number }): Promise<number> {
  const pool = new Pool(`http://${HOST}:${port}`, { connections: CONNECTIONS, pipelining: 1 });
  const headers = { 'content-type': 'application/json' };
  try {
    return await run(load, async () => {
      const { body } = await pool.request({ method: 'POST', path: PATH, headers, body: REQUEST });
      await body.text();
    });
  } finally {
    await pool.close();
  }
}
