import { isAlive, type Roll, type Seen, type WorkloadContext } from '@tandem/runtime';
import { commandStatusName } from '@tandem/smpp';
import type { FastifyInstance } from 'fastify';
import type { LiveSource } from './live/source.ts';
import { type FigureWindow, round } from './live/window.ts';
import { type CarrierBind, type CarrierDocument, CarrierSchema } from './schemas.ts';

/** How the binds of every region stand, and what goes through them. */
export function carrierRoutes(
  server: FastifyInstance,
  context: WorkloadContext,
  { window }: LiveSource,
): void {
  server.get(
    '/carrier',
    {
      config: { role: 'viewer' },
      schema: { hide: true, response: { 200: CarrierSchema } },
    },
    () => carrierOf(context, window),
  );
}

export function carrierOf(
  { clock, regions, topology }: Pick<WorkloadContext, 'clock' | 'regions' | 'topology'>,
  window: FigureWindow,
): CarrierDocument {
  const names = topology.regions.map(({ name }) => name);
  const sum = (figure: 'submits' | 'receipts', key: string) =>
    names.reduce((total, name) => total + (window.levels(name, figure).get(key) ?? 0), 0);
  return {
    at: clock.now(),
    binds: bindsOf(regions.roll(), topology.smpp.window, window),
    regions: names.map((name) => ({
      name,
      submits: window.rate(name, 'submits'),
      receipts: window.rate(name, 'receipts', (result) => result === 'joined'),
      queue: window.level(name, 'smsQueue'),
      underWay: window.level(name, 'smsUnderWay'),
      latencyMs: window.latency(name, 'submitSeconds'),
      ended: Object.fromEntries(window.levels(name, 'submits')),
      receiptStates: Object.fromEntries(window.levels(name, 'receiptStates')),
    })),
    errors: errorsOf(names, window),
    receiptsOutstanding: Math.max(0, sum('submits', 'accepted') - sum('receipts', 'joined')),
  };
}

function bindsOf(roll: Roll, size: number, window: FigureWindow): CarrierBind[] {
  return [...roll.seen].flatMap(([id, seen]) => {
    if (isReplaced(seen, roll)) return [];
    const { region, figures = {} } = seen.report;
    const rates = window.ratesOf(id, 'bindSubmits');
    return Object.entries(figures.bindUp ?? {}).map(([bind, up]): CarrierBind => {
      const value = (name: string) => figures[name]?.[bind] ?? 0;
      const bound = up === 1 ? (value('bindPaused') === 1 ? 'throttled' : 'bound') : 'unbound';
      return {
        region,
        instance: id.slice(region.length + 1),
        bind,
        state: isAlive(seen) ? bound : 'silent',
        inFlight: value('bindInFlight'),
        window: size,
        submits: round(rates.get(bind) ?? 0),
        throttled: value('bindThrottled'),
        unbound: value('bindUnbound'),
      };
    });
  });
}

/** Silent, and another process with binds of its region has started since: its own are no loss any more. */
function isReplaced(seen: Seen, roll: Roll): boolean {
  if (isAlive(seen)) return false;
  const { region, reportedAt } = seen.report;
  return [...roll.seen.values()].some(
    (other) =>
      isAlive(other) &&
      other.report.region === region &&
      other.report.figures?.bindUp !== undefined &&
      other.report.startedAt >= reportedAt,
  );
}

function errorsOf(names: readonly string[], window: FigureWindow): CarrierDocument['errors'] {
  const errors = new Map<number, { count: number; perSecond: number }>();
  for (const name of names) {
    const rates = window.rates(name, 'commandStatuses');
    for (const [status, count] of window.levels(name, 'commandStatuses')) {
      const known = errors.get(Number(status)) ?? { count: 0, perSecond: 0 };
      errors.set(Number(status), {
        count: known.count + count,
        perSecond: round(known.perSecond + (rates.get(status) ?? 0)),
      });
    }
  }
  return [...errors]
    .map(([commandStatus, each]) => ({
      commandStatus,
      name: commandStatusName(commandStatus),
      ...each,
    }))
    .sort((a, b) => b.count - a.count);
}
