import { ManualClock } from '@tandem/core';
import type { ServeConfig, WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { createHttpServer } from '../../http/index.ts';
import { type Ledger, ledgerOf } from '../../records/index.ts';
import { MemorySecrets, TEST_SECRETS, testContext } from '../../records/testing/context.ts';
import { MemoryDocuments } from '../../testing/memory-documents.ts';
import { MemoryEvents } from '../../testing/memory-events.ts';
import { acceptedAnswer, newTransaction, resolved } from '../../testing/transactions.ts';
import { Sealer } from '../access/sealer.ts';
import type { ActionNotice } from '../audit/actions.ts';
import { type DashboardParts, dashboardParts } from '../routes.ts';
import type { User } from '../schemas.ts';

const SECRETS: Record<string, string> = {
  ...TEST_SECRETS,
  'dashboard-token': 'reading-token-of-tests',
  'operator-token': 'operating-token-of-tests',
  'dashboard-session-key': '33'.repeat(32),
};
export const READER = `Bearer ${SECRETS['dashboard-token']}`;
export const OPERATOR = `Bearer ${SECRETS['operator-token']}`;
export const SESSION_KEY_OF_TESTS = '33'.repeat(32);

const HOST = 'localhost:8080';
const BODY_LIMIT = 16_384;

export interface HarnessOptions {
  readonly config?: Partial<ServeConfig>;
  readonly region?: string;
  /** Give two harnesses the same, and they are two regions over one arbiter. */
  readonly documents?: MemoryDocuments;
  readonly clock?: ManualClock;
}

export interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The dashboard of one region over stores in memory, and ways to ask it. */
export class Dashboard {
  readonly clock: ManualClock;
  readonly documents: MemoryDocuments;
  readonly events: MemoryEvents;
  readonly context: WorkloadContext;
  readonly ledger: Ledger;
  readonly parts: DashboardParts;
  readonly server: FastifyInstance;

  private constructor(options: HarnessOptions) {
    const { region = 'us-east-1', config = {} } = options;
    this.clock = options.clock ?? new ManualClock();
    this.documents = options.documents ?? new MemoryDocuments();
    this.events = new MemoryEvents(() => this.clock.now());
    this.context = {
      ...testContext({
        region,
        clock: this.clock,
        config: { workloads: ['dashboard'], ...config },
      }),
      documents: this.documents,
      events: this.events,
      secrets: new MemorySecrets(SECRETS),
    };
    this.ledger = ledgerOf(this.context);
    this.parts = dashboardParts(this.context);
    this.server = createHttpServer({ bodyLimit: BODY_LIMIT, onRefused: () => undefined });
  }

  static async start(options: HarnessOptions = {}): Promise<Dashboard> {
    const dashboard = new Dashboard(options);
    await dashboard.server.register(dashboard.parts.routes);
    return dashboard;
  }

  async close(): Promise<void> {
    this.parts.live.stop();
    await this.server.close();
  }

  ask(path: string, { method = 'GET', body, headers = {} }: Asked = {}) {
    return this.server.inject({
      method,
      url: `/dashboard/api${path}`,
      headers: { host: HOST, ...headers },
      ...(body && { payload: body }),
    });
  }

  get(path: string, authorization: string | undefined = READER) {
    return this.ask(path, { headers: authorization === '' ? {} : { authorization } });
  }

  /** The cookie of somebody who has signed in, as a browser would send it. */
  async signIn(user: Partial<User>): Promise<Browser> {
    const { subject = 'ada', name = 'Ada', role = 'viewer', customers } = user;
    const claims = { sub: subject, name, role, ...(customers && { customers }) };
    const sealer = new Sealer(this.context.secrets, this.clock);
    const id = `session-${subject}`;
    const text = await sealer.seal('session', id, claims, 8 * 3_600_000);
    return new Browser(this, `tandem-session=${text}`);
  }

  /** What the audit log was told of what people did, as `action target result`. */
  acted(): string[] {
    return this.events.log.flatMap(({ value }) => {
      const notice: Partial<ActionNotice> = JSON.parse(value);
      const { type, action, target, result } = notice;
      return type === 'operator-action' ? [`${action} ${target} ${result}`] : [];
    });
  }

  async decided(requestId: string, change: { readonly customerId?: string } = {}): Promise<string> {
    const transaction = newTransaction(this.clock.now(), { requestId, ...change });
    await this.ledger.accept(transaction);
    await this.ledger.apply(transaction._id, resolved(this.clock.now()));
    await this.ledger.apply(transaction._id, acceptedAnswer(this.clock.now()));
    return transaction._id;
  }
}

/** A page of the dashboard in a browser: its cookie, its origin, and a token before each action. */
export class Browser {
  readonly cookie: string;
  readonly #dashboard: Dashboard;

  constructor(dashboard: Dashboard, cookie: string) {
    this.#dashboard = dashboard;
    this.cookie = cookie;
  }

  get(path: string) {
    return this.#dashboard.ask(path, { headers: { cookie: this.cookie } });
  }

  post(path: string, body: object | undefined, headers: Readonly<Record<string, string>> = {}) {
    const own = { cookie: this.cookie, origin: `http://${HOST}`, ...headers };
    return this.#dashboard.ask(path, { method: 'POST', headers: own, ...(body && { body }) });
  }

  async csrf(): Promise<string> {
    const answer: { readonly token: string } = (await this.post('/csrf', undefined)).json();
    return answer.token;
  }

  async act(path: string, body?: object) {
    return this.post(path, body, { 'x-csrf-token': await this.csrf() });
  }
}
