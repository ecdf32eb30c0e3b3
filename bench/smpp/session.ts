import { type ChildProcess, fork } from 'node:child_process';
import { type Measure, median } from '../measure.ts';
import type { Contender } from './child.ts';

/** Window and the ratio to reach: at window 1 both wait for the loopback. */
const TARGETS = [
  [1, 1],
  [10, 1.5],
  [50, 4],
] as const;

interface Run {
  readonly window: number;
  readonly contender: Contender;
  readonly rate: number;
}

/** One bind, client and server in two processes of their own, contenders taking turns. */
export async function benchSession(
  contenders: readonly Contender[],
  rounds: number,
  seconds: number,
): Promise<Measure[]> {
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [window] of TARGETS) {
      for (const contender of contenders) {
        runs.push({ window, contender, rate: await measure(contender, window, seconds) });
      }
    }
  }
  return TARGETS.map(([window, atLeast]) => {
    const rates = (contender: Contender) =>
      runs.filter((run) => run.window === window && run.contender === contender).map((r) => r.rate);
    const ours = rates('tandem');
    const theirs = rates('npm smpp');
    // Each run is compared with the one beside it: what else the machine does hits both.
    const ratios = theirs.map((rate, round) => (ours[round] ?? Number.NaN) / rate);
    return {
      name: `session window ${window}`,
      value: Math.round(median(ours)),
      unit: 'submit_sm/s',
      ...(ratios.length > 0 ? { ratios: { 'npm smpp': median(ratios) } } : {}),
      target: { peer: 'npm smpp', atLeast },
    };
  });
}

async function measure(contender: Contender, window: number, seconds: number): Promise<number> {
  const server = child('server', contender);
  try {
    const port = await told(server, 'port');
    const client = child('client', contender, port, window, seconds);
    try {
      return await told(client, 'rate');
    } finally {
      client.kill();
    }
  } finally {
    server.kill();
  }
}

function child(...args: (string | number)[]): ChildProcess {
  const [, program = ''] = process.argv;
  return fork(program, ['bench-child', 'smpp', ...args.map(String)]);
}

function told(process: ChildProcess, what: 'port' | 'rate'): Promise<number> {
  return new Promise((resolve, reject) => {
    process.once('message', (message: Partial<Record<typeof what, number>>) => {
      const value = message[what];
      if (value === undefined) reject(new Error(`the benchmark process did not tell its ${what}`));
      else resolve(value);
    });
    process.once('exit', (code) => reject(new Error(`a benchmark process ended with ${code}`)));
  });
}
