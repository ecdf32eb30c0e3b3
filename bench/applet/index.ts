import type { Measure } from '../measure.ts';
import type { StartWorkerOptions } from '../worker/parent.ts';
import { benchCodec } from './codec.ts';
import { benchExchanges, benchIdle } from './sockets.ts';

export interface AppletBenchOptions extends StartWorkerOptions {
  /** Interleaved rounds; medians are reported. */
  readonly rounds?: number;
  /** Length of one run. */
  readonly seconds?: number;
  /** Connections to hold open in the server's process; default 10,000. */
  readonly idleConnections?: number;
  /** One line at a time, for what a reader must know: fewer connections than asked for. */
  readonly note?: (line: string) => void;
}

/**
 * Codec and MAC in this process; exchanges and idle connections between two further processes, which
 * are this program started with `bench-child applet …`: it must hand these arguments to `runAppletChild`.
 */
export async function benchApplet(options: AppletBenchOptions = {}): Promise<Measure[]> {
  const { rounds = 5, seconds = 1, idleConnections = 10_000, note, ...start } = options;
  return [
    ...benchCodec(rounds, seconds),
    ...(await benchExchanges(rounds, seconds, start)),
    ...(await benchIdle(idleConnections, start, note)),
  ];
}
