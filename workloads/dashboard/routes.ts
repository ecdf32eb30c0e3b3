import { counter, type WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { guard } from './access/guard.ts';
import { Pace } from './access/pace.ts';
import { Provider } from './access/provider.ts';
import { providerRoutes } from './access/provider-routes.ts';
import { sessionRoutes } from './access/routes.ts';
import { Sealer } from './access/sealer.ts';
import { Sessions } from './access/sessions.ts';
import { Tokens } from './access/tokens.ts';
import { Actions } from './audit/actions.ts';
import { auditRoutes } from './audit/routes.ts';
import { callbackRoutes } from './callbacks.ts';
import { carrierRoutes } from './carrier.ts';
import { failoverRoutes } from './failover/routes.ts';
import { liveRoutes } from './live/routes.ts';
import { LiveSource } from './live/source.ts';
import { Streams } from './live/streams.ts';
import { LocalControls } from './local-system/controls.ts';
import { localRoutes } from './local-system/routes.ts';
import { dataHeaders } from './pages/headers.ts';
import { pageRoutes } from './pages/routes.ts';
import { regionRoutes } from './regions.ts';
import { statusRoutes } from './status-routes.ts';
import { transactionRoutes } from './transactions.ts';

/** The dashboard of one process: its routes, and what watches while it runs. */
export interface DashboardParts {
  readonly routes: FastifyPluginAsync;
  readonly live: LiveSource;
  readonly streams: Streams;
}

/** `/dashboard`: the pages, and under `/dashboard/api` what they and the commands read and do. */
export function dashboardParts(context: WorkloadContext): DashboardParts {
  const { clock, config, documents, events, logger, metrics, region, secrets } = context;
  const { localControls } = config;
  const controls = localControls && new LocalControls(localControls, secrets);
  const live = new LiveSource(context, controls);
  const dropped = counter(metrics, {
    name: 'tandem_dashboard_streams_dropped_total',
    help: 'Live pages that did not read what was sent to them.',
  });
  const streams = new Streams({ source: live, clock, onDropped: () => dropped.inc() });
  const tokens = new Tokens({ secrets, clock });
  const sealer = new Sealer(secrets, clock);
  const sessions = new Sessions({ sealer, documents, clock });
  const provider = providerOf(context);
  const actions = new Actions({ events, clock, region, logger });
  const local = controls !== undefined;

  const api = (server: FastifyInstance): void => {
    server.addHook('onRequest', async (request, reply) => dataHeaders(request, reply));
    guard(server, { tokens, sessions, pace: new Pace(clock) });
    server.addHook('preValidation', async ({ query }) => readIntegers(query));
    sessionRoutes(server, { context, tokens, sessions, sealer, provider, actions, local });
    if (provider) providerRoutes(server, { provider, sealer, sessions });
    liveRoutes(server, live, streams);
    carrierRoutes(server, context, live);
    transactionRoutes(server, context);
    callbackRoutes(server, context, actions);
    failoverRoutes(server, context, { live, actions });
    auditRoutes(server, context, actions);
    statusRoutes(server, context);
    regionRoutes(server, context, actions);
    if (controls) localRoutes(server, context, { controls, actions });
  };
  const routes: FastifyPluginAsync = async (server) => {
    await server.register(pageRoutes());
    await server.register(async (scope) => api(scope), { prefix: '/dashboard/api' });
  };
  return { routes, live, streams };
}

const SECRET = 'dashboard-oidc-client-secret';

function providerOf({ config, secrets, clock }: WorkloadContext): Provider | undefined {
  const { oidc } = config;
  if (!oidc) return undefined;
  const clientSecret = async () =>
    oidc.confidential ? (await secrets.get(SECRET)).trim() : undefined;
  return new Provider({ ...oidc, clientSecret, clock });
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
