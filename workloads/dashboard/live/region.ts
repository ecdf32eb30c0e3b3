import { isAlive, type Roll } from '@tandem/runtime';
import type { RegionOverview } from '../../regions/schemas.ts';
import type { Latencies, LiveRegion, Sample, Traffic } from '../schemas.ts';
import type { Reading } from './monitors.ts';
import { worstOf } from './monitors.ts';
import { type FigureWindow, round } from './window.ts';

/** One region as the pages show it: what it says of itself, and what flows through it. */
export function liveRegion(overview: RegionOverview, roll: Roll, window: FigureWindow): LiveRegion {
  const { name, binds, lag } = overview;
  const probes = probesOf(name, roll);
  const health = (...names: string[]) =>
    worstOf([...probes].flatMap(([probe, value]) => (names.includes(probe) ? [value] : [])));
  return {
    name,
    role: overview.role,
    state: overview.state,
    able: overview.able,
    drained: overview.drained,
    reasons: overview.reasons,
    ...(overview.reportedAt !== undefined && { reportedAt: overview.reportedAt }),
    processes: overview.processes.map((process) => ({
      instance: process.instance,
      workloads: process.workloads,
      alive: process.alive,
      up: process.up,
      startedAt: process.startedAt,
      skewMs: process.skewMs,
    })),
    binds,
    queues: queuesOf(name, lag, window),
    traffic: trafficOf(name, window),
    latencyMs: latenciesOf(name, window),
    outcomes: Object.fromEntries(
      [...window.rates(name, 'outcomes')].map(([key, value]) => [key, round(value)]),
    ),
    stores: {
      documents: health('documents', 'documents-primary'),
      cache: health('cache'),
      events: health('events'),
    },
  };
}

/** The region itself and everything that its processes probe. */
export function readingsOf({ name, state, reasons }: LiveRegion, roll: Roll): Reading[] {
  const detail = reasons.length > 0 ? { detail: reasons.join('; ') } : {};
  const health = state === 'silent' ? 'unknown' : state;
  const own: Reading = { kind: 'region', name, region: name, health, ...detail };
  const probes = [...probesOf(name, roll)].map(([probe, value]) => {
    const reading: Reading = {
      kind: 'probe',
      name: probe,
      region: name,
      health: value === 1 ? 'up' : 'down',
    };
    return reading;
  });
  return [own, ...probes];
}

export function sampleOf({
  state,
  traffic,
  queues,
  latencyMs,
}: LiveRegion): Sample['regions'][string] {
  const { requests, decided, polls, submits, callbacks } = traffic;
  const depth = queues.reduce((sum, queue) => sum + queue.depth, 0);
  const apiP99Ms = latencyMs.api?.p99 ?? null;
  return { state, requests, decided, polls, submits, callbacks, depth, apiP99Ms };
}

/** By name, the worst of all living processes of the region. */
function probesOf(region: string, roll: Roll): Map<string, number> {
  const probes = new Map<string, number>();
  for (const seen of roll.seen.values()) {
    if (seen.report.region !== region || !isAlive(seen)) continue;
    for (const [probe, value] of Object.entries(seen.report.figures?.probes ?? {})) {
      probes.set(probe, Math.min(probes.get(probe) ?? 1, value));
    }
  }
  return probes;
}

function queuesOf(region: string, lag: RegionOverview['lag'], window: FigureWindow) {
  return [
    ...Object.entries(lag).map(([workload, depth]) => ({ name: `events for ${workload}`, depth })),
    { name: 'wake-ups', depth: window.level(region, 'smsQueue') },
    { name: 'look-ups', depth: window.level(region, 'lookUpQueue') },
    { name: 'callbacks', depth: window.level(region, 'callbackQueue') },
  ];
}

function trafficOf(region: string, window: FigureWindow): Traffic {
  const rate = window.rate.bind(window, region);
  const is = (...keys: string[]) => keys.includes.bind(keys);
  return {
    requests: rate('requests'),
    accepted: rate('requests', is('200', '202')),
    refused: rate('requests', (status) => Number(status) >= 400),
    lookUps: rate('lookUps'),
    submits: rate('submits'),
    submitFailures: rate('submits', (result) => result !== 'accepted'),
    receipts: rate('receipts', is('joined')),
    polls: rate('polls'),
    answers: rate('answers'),
    expired: rate('expired', is('here')),
    decided: rate('outcomes'),
    callbacks: rate('callbacks'),
    callbackFailures: rate('callbacks', (result) => !['delivered', 'skipped'].includes(result)),
  };
}

function latenciesOf(region: string, window: FigureWindow): Latencies {
  const latency = window.latency.bind(window, region);
  return {
    api: latency('apiSeconds'),
    lookUp: latency('lookUpSeconds'),
    submit: latency('submitSeconds'),
    notification: latency('notificationSeconds'),
    answer: latency('answerSeconds'),
    callback: latency('callbackSeconds'),
  };
}
