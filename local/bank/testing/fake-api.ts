import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { newId, type ResponseType, signRequest, verifySignature } from '@tandem/core';
import { request } from 'undici';
import { listen } from '../../listen.ts';
import type { BankCredentials } from '../credentials.ts';

export const CREDENTIALS: BankCredentials = {
  id: 'acme',
  clientId: 'acme-client',
  clientSecret: 'a secret: with+signs',
  signingSecret: 'signing-secret',
};

export interface SeenRequest {
  readonly requestId: string;
  readonly msisdn: string;
  readonly model: string;
  readonly cbUrl: string;
}

/** What the fake API says of a transaction: status and body. */
type Shown = readonly [status: number, body: object];

type Fate =
  | 'serve'
  | 'drop'
  | { readonly status: number; readonly headers?: Record<string, string> };

/** The part of Tandem's API that a bank sees, answering as a test tells it to. Tests only. */
export class FakeApi {
  readonly seen: SeenRequest[] = [];
  tokens = 0;
  /** The token that is valid now. */
  token = '';
  tokenLifetimeSeconds = 600;
  /** What happens to the n-th request, from 0. */
  fate: (nth: number) => Fate = () => 'serve';
  /** Places that requests named, with which method. */
  readonly places: string[] = [];
  show: (transactionId: string, place: string) => Shown = () => [200, { status: 'ACCEPTED' }];
  /** Called for each request that is accepted; tests call back from here. */
  onAccepted: (request: SeenRequest, transactionId: string) => void = () => undefined;
  url = '';
  #requests = 0;
  readonly #transactions = new Map<string, string>();
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => this.#answer(request, response, Buffer.concat(chunks).toString()));
  });

  async listen(): Promise<this> {
    this.url = `http://127.0.0.1:${await listen(this.#server, 0, '127.0.0.1')}`;
    return this;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    if (request.url === '/oauth2/token') {
      this.#giveToken(request, response);
      return;
    }
    const place = request.headers['x-tandem-place'];
    if (typeof place === 'string') {
      this.places.push(`${request.method} ${place}`);
      response.setHeader('x-tandem-region', place);
    }
    if (request.method === 'GET') this.#show(request, response, String(place));
    else this.#take(request, response, body);
  }

  #giveToken(request: IncomingMessage, response: ServerResponse): void {
    const pair = Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString();
    const [clientId, secret] = pair
      .split(':')
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    if (clientId !== CREDENTIALS.clientId || secret !== CREDENTIALS.clientSecret) {
      response.writeHead(401).end('{"error":"invalid_client"}');
      return;
    }
    this.tokens += 1;
    this.token = `token-${this.tokens}`;
    const expires_in = this.tokenLifetimeSeconds;
    response.end(JSON.stringify({ access_token: this.token, token_type: 'Bearer', expires_in }));
  }

  #show({ url = '' }: IncomingMessage, response: ServerResponse, place: string): void {
    const [status, body] = this.show(url.slice(url.lastIndexOf('/') + 1), place);
    response.writeHead(status).end(JSON.stringify(body));
  }

  #take(request: IncomingMessage, response: ServerResponse, body: string): void {
    const fate = this.fate(this.#requests);
    this.#requests += 1;
    if (fate === 'drop') {
      request.socket.destroy();
      return;
    }
    if (fate !== 'serve') {
      response
        .writeHead(fate.status, fate.headers)
        .end(JSON.stringify({ code: `c${fate.status}`, detail: 'because' }));
      return;
    }
    const { headers, method = '', url = '' } = request;
    const check = verifySignature({
      secret: CREDENTIALS.signingSecret,
      timestamp: headers['x-timestamp'] as string,
      signature: headers['x-signature'] as string,
      method,
      path: url,
      body,
      now: Math.floor(Date.now() / 1_000),
    });
    const authorized = headers.authorization === `Bearer ${this.token}`;
    if (!check.valid || !authorized || headers['x-customer-id'] !== CREDENTIALS.id) {
      response.writeHead(401).end(JSON.stringify({ code: 'unauthenticated' }));
      return;
    }
    const seen = JSON.parse(body) as SeenRequest;
    this.seen.push(seen);
    const known = this.#transactions.get(seen.requestId);
    const transactionId = known ?? newId(Date.now());
    this.#transactions.set(seen.requestId, transactionId);
    response.writeHead(known === undefined ? 202 : 200);
    response.end(JSON.stringify({ transactionId, requestId: seen.requestId, status: 'ACCEPTED' }));
    if (known === undefined) this.onAccepted(seen, transactionId);
  }
}

export interface CallbackParts {
  readonly requestId: string;
  readonly transactionId: string;
  readonly responseType?: ResponseType;
}

/** Delivers a callback as Tandem does; resolves with the status, rejects when the connection is cut. */
export async function callBack(
  url: string,
  parts: CallbackParts,
  change: {
    readonly headers?: Record<string, string>;
    readonly body?: string;
    readonly at?: number;
    readonly signal?: AbortSignal;
  } = {},
): Promise<number> {
  const body =
    change.body ??
    JSON.stringify({
      responseType: 'VERIFIED',
      status: 'ACCEPTED',
      simIdentifier: 'ab',
      deviceIdentifier: 'cd',
      lastImeiChange: null,
      ...parts,
    });
  const timestamp = change.at ?? Math.floor(Date.now() / 1_000);
  const { pathname } = new URL(url);
  const secret = CREDENTIALS.signingSecret;
  const response = await request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': parts.transactionId,
      'x-timestamp': String(timestamp),
      'x-signature': signRequest({ secret, timestamp, method: 'POST', path: pathname, body }),
      ...change.headers,
    },
    body,
    signal: change.signal ?? null,
  });
  await response.body.dump();
  return response.statusCode;
}
