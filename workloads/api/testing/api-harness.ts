import { createHash } from 'node:crypto';
import { signRequest } from '@tandem/core';
import type { Stores } from '@tandem/runtime';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { Resolve } from '../../callback-url/index.ts';
import { CUSTOMERS, type Customer } from '../../records/index.ts';
import {
  MemorySecrets,
  TEST_SECRETS,
  type TestContext,
  type TestContextOptions,
  testContext,
} from '../../records/testing/context.ts';
import { Api } from '../api.ts';
import { Conformance } from './conformance.ts';

export interface Bank {
  readonly customerId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingSecret: string;
}

export const BANK: Bank = {
  customerId: 'acme',
  clientId: 'acme-client',
  clientSecret: 'acme client secret of tests',
  signingSecret: 'acme signing secret of tests',
};

export const OTHER_BANK: Bank = {
  customerId: 'zenith',
  clientId: 'zenith-client',
  clientSecret: 'zenith client secret of tests',
  signingSecret: 'zenith signing secret of tests',
};

export const REQUEST = {
  requestId: 'r-1',
  msisdn: '+14045550101',
  cbUrl: 'https://bank.example/callbacks',
  message: 'Pay 120 USD to Acme?',
};

/** RFC 5737 has no public address that is fit for tests; this one belongs to example.com. */
export const PUBLIC_ADDRESS = '93.184.215.14';

export interface HarnessOptions extends TestContextOptions {
  readonly resolve?: Resolve;
  readonly customer?: Partial<Customer>;
  readonly requestTimeoutMs?: number;
  /** Real stores instead of those in memory. */
  readonly stores?: Partial<Pick<Stores, 'documents' | 'cache' | 'events'>>;
}

export interface Sent {
  readonly bank?: Bank;
  readonly body?: unknown;
  /** The bytes of the body, instead of `body` as JSON. */
  readonly raw?: string | Buffer;
  readonly token?: string;
  readonly timestamp?: number | string;
  /** Replaces or, when undefined, removes headers after signing. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface Harness {
  readonly context: TestContext;
  readonly server: FastifyInstance;
  readonly api: Api;
  /** Every answer that came through the harness agreed with the document. */
  readonly conformance: Conformance;
  send(options: InjectOptions): Promise<Answer>;
  tokenOf(bank?: Bank): Promise<string>;
  signed(method: 'GET' | 'POST', path: string, sent?: Sent): Promise<InjectOptions>;
  post(sent?: Sent): Promise<Answer>;
  get(path: string, sent?: Sent): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** The API over stores in memory, with two banks that can sign in. */
export async function apiHarness(options: HarnessOptions = {}): Promise<Harness> {
  const banks = [BANK, OTHER_BANK];
  const base = testContext(options);
  const secrets = new MemorySecrets({
    ...TEST_SECRETS,
    'token-signing-key': '33'.repeat(32),
    ...Object.fromEntries(banks.map((bank) => [`customers/${bank.customerId}`, secretOf(bank)])),
  });
  const context = { ...base, secrets };
  const served = { ...context, ...options.stores };
  const customers = served.documents.collection(CUSTOMERS);
  for (const bank of banks) {
    // Another region over the same documents may have brought them.
    if (await customers.get(bank.customerId)) continue;
    await customers.insert(customerOf(bank, options.customer));
  }
  const { resolve = async () => [PUBLIC_ADDRESS], requestTimeoutMs } = options;
  const timeout = requestTimeoutMs === undefined ? {} : { requestTimeoutMs };
  const api = new Api(served, { resolve, ...timeout });
  const server = await api.createServer();
  return harnessOf(context, api, server, await Conformance.of(server));
}

function harnessOf(
  context: TestContext,
  api: Api,
  server: FastifyInstance,
  conformance: Conformance,
): Harness {
  const tokens = new Map<string, string>();
  async function tokenOf(bank = BANK): Promise<string> {
    const known = tokens.get(bank.clientId);
    if (known !== undefined) return known;
    const { clientId: client_id, clientSecret: client_secret } = bank;
    const form = { grant_type: 'client_credentials', client_id, client_secret };
    const answer = await server.inject({
      method: 'POST',
      url: '/oauth2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    });
    const token = String(answer.json().access_token);
    tokens.set(bank.clientId, token);
    return token;
  }
  async function signed(method: 'GET' | 'POST', path: string, sent: Sent = {}) {
    const { bank = BANK, timestamp = Math.floor(context.clock.now() / 1_000) } = sent;
    const value = 'body' in sent ? sent.body : REQUEST;
    const body = method === 'GET' ? undefined : (sent.raw ?? JSON.stringify(value));
    const secret = bank.signingSecret;
    const all: Record<string, string | undefined> = {
      authorization: `Bearer ${sent.token ?? (await tokenOf(bank))}`,
      'x-customer-id': bank.customerId,
      'x-timestamp': String(timestamp),
      'x-signature': signRequest({ secret, timestamp, method, path, body }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...sent.headers,
    };
    const headers = Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    return { method, url: path, headers, ...(body === undefined ? {} : { payload: body }) };
  }
  const send = async (options: InjectOptions): Promise<Answer> => {
    const { statusCode: status, headers, payload: text } = await server.inject(options);
    const body = text === '' ? {} : JSON.parse(text);
    const { method = 'GET', url } = options;
    const contentType = String(headers['content-type']);
    conformance.check({ method, path: String(url), status, contentType, body });
    return { status, headers, text, body };
  };
  return {
    context,
    server,
    api,
    conformance,
    send,
    tokenOf,
    signed,
    post: async (sent) => send(await signed('POST', '/v1/approvals', sent)),
    get: async (path, sent) => send(await signed('GET', path, sent)),
  };
}

function secretOf({ clientSecret, signingSecret }: Bank): string {
  const clientSecretSha256 = createHash('sha256').update(clientSecret).digest('hex');
  return JSON.stringify({ clientSecretSha256, signingSecret });
}

function customerOf({ customerId, clientId }: Bank, change: Partial<Customer> = {}): Customer {
  return {
    _id: customerId,
    version: 1,
    name: customerId,
    clientId,
    callbackHosts: ['bank.example', '*.callbacks.example'],
    loopbackCallbacks: false,
    ...change,
  };
}
