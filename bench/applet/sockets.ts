import { readFileSync } from 'node:fs';
import { type Measure, median } from '../measure.ts';
import { BenchWorker, type StartWorkerOptions } from '../worker/parent.ts';

const CONCURRENCY = 64;
/** The target of issue PATH for an idle connection, above the empty server. */
const MAX_IDLE_BYTES = 10_000;
/** Descriptors that a process needs beside its connections. */
const OTHER_DESCRIPTORS = 200;

/** Exchanges per second over loopback between two processes, taking turns with bare TCP. */
export async function benchExchanges(
  rounds: number,
  seconds: number,
  start: StartWorkerOptions,
): Promise<Measure[]> {
  return withWorkers(start, async (server, client) => {
    const port = await server.callForNumber('listen');
    const barePort = await server.callForNumber('listenBare');
    const rates = { bareEach: [], exchangeEach: [], bareOpen: [], exchangeOpen: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const [method, values] of Object.entries<number[]>(rates)) {
        const load = {
          port: method.startsWith('bare') ? barePort : port,
          concurrency: CONCURRENCY,
          seconds,
        };
        values.push(await client.callForNumber(method, load));
      }
    }
    return [
      exchanges('each on its own connection', rates.exchangeEach, rates.bareEach),
      exchanges('on open connections', rates.exchangeOpen, rates.bareOpen),
    ];
  });
}

function exchanges(how: string, rates: number[], bareRates: number[]): Measure {
  const value = Math.round(median(rates));
  const ratios = { 'bare TCP': value / median(bareRates) };
  return { name: `applet: exchanges, ${how}`, value, unit: '1/s', ratios };
}

/** Memory of the server's process per idle connection that has had one exchange, above the empty server. */
export async function benchIdle(
  wanted: number,
  start: StartWorkerOptions,
  note: ((line: string) => void) | undefined,
): Promise<Measure[]> {
  const limit = descriptorLimit();
  const count = Math.min(wanted, limit - OTHER_DESCRIPTORS);
  if (count < wanted) {
    note?.(`only ${count} idle connections: a process may open ${limit} files (ulimit -n)`);
  }
  return withWorkers(start, async (server, client) => {
    const port = await server.callForNumber('listen');
    const empty = await server.callForNumber('residentBytes');
    await client.call('hold', { port, count });
    const open = await server.callForNumber('connections');
    if (open !== count) throw new Error(`${open} of ${count} idle connections are open`);
    const full = await server.callForNumber('residentBytes');
    await client.call('release');
    return [
      {
        name: `applet: memory per idle connection, of ${count}`,
        value: Math.round((full - empty) / count),
        unit: 'bytes',
        target: { atMost: MAX_IDLE_BYTES },
      },
    ];
  });
}

async function withWorkers(
  start: StartWorkerOptions,
  measure: (server: BenchWorker, client: BenchWorker) => Promise<Measure[]>,
): Promise<Measure[]> {
  const server = new BenchWorker('applet', 'server', start);
  const client = new BenchWorker('applet', 'client', start);
  try {
    return await measure(server, client);
  } finally {
    await Promise.all([client.stop(), server.stop()]);
  }
}

/** The soft limit of open files; a large number where the system does not say. */
function descriptorLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
    return Number.isFinite(soft) ? soft : 1_000_000;
  } catch {
    return 1_000_000;
  }
}
