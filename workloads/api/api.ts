import type { HealthReport, Workload, WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { CallbackResolver, type Resolve, systemResolve } from '../callback-url/index.ts';
import { createHttpServer, sharedRoutes } from '../http/index.ts';
import { ledgerOf, secretBytes } from '../records/index.ts';
import { Caller } from './approvals/caller.ts';
import { approvalRoutes } from './approvals/routes.ts';
import { ApprovalService } from './approvals/service.ts';
import { CustomerDirectory } from './customers/directory.ts';
import { observeApi } from './observe.ts';
import { describeApi, documentRoute } from './openapi.ts';
import { healthOperation } from './operations.ts';
import { RateLimiter } from './rate-limit.ts';
import { AccessTokens } from './token/access-tokens.ts';
import { tokenRoutes } from './token/routes.ts';

export interface ApiOptions {
  /** How host names of callback URLs are resolved. */
  readonly resolve?: Resolve;
  readonly requestTimeoutMs?: number;
}

/** The customers' HTTP API: one listener, shared with the dashboard when both run in one process. */
export class Api implements Workload {
  readonly name = 'api';
  readonly #context: WorkloadContext;
  readonly #options: ApiOptions;
  readonly #limiter: RateLimiter;
  readonly #observer;
  #server: FastifyInstance | undefined;
  #draining = false;

  constructor(context: WorkloadContext, options: ApiOptions = {}) {
    this.#context = context;
    this.#options = options;
    this.#observer = observeApi(context);
    this.#limiter = new RateLimiter({
      cache: context.cache,
      clock: context.clock,
      onCacheError: this.#observer.cacheFailed,
    });
  }

  async start(): Promise<void> {
    const { apiPort: port, host } = this.#context.config;
    const server = await this.createServer();
    // Whoever keeps connections for later learns at once that later is elsewhere.
    this.#context.regionHealth.onChange(({ up }) => {
      if (!up) server.server.closeIdleConnections();
    });
    await server.listen({ host, port });
    this.#server = server;
    this.#limiter.start();
  }

  health(): HealthReport {
    if (this.#draining) return { ready: false, detail: 'draining' };
    return this.#server ? { ready: true } : { ready: false, detail: 'not listening' };
  }

  /** Refuses connections, answers what is under way. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#limiter.stop();
    await this.#server?.close();
    await this.#limiter.sync();
  }

  ports(): Readonly<Record<string, number>> {
    const address = this.#server?.server.address();
    return typeof address === 'object' && address !== null ? { api: address.port } : {};
  }

  /** The server with every route, ready and not yet listening. */
  async createServer(): Promise<FastifyInstance> {
    const { clock, documents, regionHealth, secrets, topology } = this.#context;
    const figures = topology.authentication;
    const { refused } = this.#observer;
    const tokens = new AccessTokens({
      key: await secretBytes(secrets, 'token-signing-key', 32),
      clock,
      lifetimeMs: figures.tokenLifetimeMs,
    });
    const customers = new CustomerDirectory({ documents, secrets, clock });
    const caller = new Caller({
      tokens,
      customers,
      limiter: this.#limiter,
      limit: figures.rateLimit,
      clock,
      signatureWindowMs: figures.signatureWindowMs,
    });
    const service = new ApprovalService({
      ledger: ledgerOf(this.#context),
      resolver: new CallbackResolver({ resolve: this.#options.resolve ?? systemResolve, clock }),
      clock,
      topology,
      hashKey: await secretBytes(secrets, 'msisdn-hash-key', 32),
      sealKey: await secretBytes(secrets, 'msisdn-seal-key', 32),
    });
    const { requestTimeoutMs } = this.#options;
    const server = createHttpServer({
      bodyLimit: figures.maxBodyBytes,
      ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
      onRefused: refused,
    });
    this.#observer.follow(server, () => service.inFlight);
    await describeApi(server, topology);
    server.register((scope, _options, done) => {
      tokenRoutes(scope, { customers, tokens, onRefused: refused });
      done();
    });
    server.register((scope, _options, done) => {
      approvalRoutes(scope, { caller, service });
      done();
    });
    server.get('/health', { schema: healthOperation }, (_request, reply) => {
      const { status, body } = regionHealth.answer();
      return reply.code(status).type('application/json').send(body);
    });
    documentRoute(server);
    for (const routes of sharedRoutes(this.#context)) server.register(routes);
    await server.ready();
    return server;
  }
}
