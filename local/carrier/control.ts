import type { FastifyInstance } from 'fastify';
import { addFaultRoutes, createControl } from '../control-server.ts';
import type { Carrier } from './carrier.ts';
import { CarrierFaultSchema } from './carrier-faults.ts';
import { addPhoneRoutes } from './phones.ts';

/** What the operator's side looks like from inside. Counts since the start; never a number of a person. */
export function carrierStatus(carrier: Carrier): object {
  const { smsc, handsets, mno, faults, startedAt, settings, fleet } = carrier;
  const { path } = smsc;
  return {
    startedAt: new Date(startedAt).toISOString(),
    seed: settings.seed,
    subscribers: fleet.subscribers.length,
    binds: smsc.sessions.map(({ id, systemId, bindType, inFlight, queued }) => ({
      id,
      systemId,
      bindType,
      inFlight,
      queued,
    })),
    submits: smsc.counts,
    messages: { ...path.counts, onTheirWay: path.agenda.size },
    receipts: { ...path.desk.counts, waiting: path.desk.waiting },
    handsets: {
      active: handsets.active,
      failures: handsets.failures,
      personas: handsets.counts,
    },
    mnoApi: { answers: Object.fromEntries(mno.answers) },
    faults: faults.list(),
  };
}

/** GET /status, the phones, and the faults. */
export function createCarrierControl(carrier: Carrier): FastifyInstance {
  const app = createControl({ operatorToken: carrier.settings.operatorToken });
  app.get('/status', async () => carrierStatus(carrier));
  addPhoneRoutes(app, { fleet: carrier.fleet, screens: carrier.handsets.screens });
  addFaultRoutes(app, carrier.faults, CarrierFaultSchema);
  return app;
}
