import type { Measure } from '../measure.ts';
import type { Contender } from './child.ts';
import { benchCodec } from './codec.ts';
import { loadPeer } from './peer.ts';
import { benchSession } from './session.ts';

export interface SmppBenchOptions {
  /** Interleaved rounds; medians are reported. */
  readonly rounds?: number;
  /** Length of one session run. */
  readonly seconds?: number;
  /** One line at a time, for what a reader must know: a peer that is missing. */
  readonly note?: (line: string) => void;
}

/**
 * The codec in this process and sessions between two further processes, which are this program started
 * with `bench-child smpp …`: the program must hand these arguments to `runSmppChild`.
 */
export async function benchSmpp(options: SmppBenchOptions = {}): Promise<Measure[]> {
  const { rounds = 5, seconds = 2, note } = options;
  const contenders: Contender[] = ['tandem'];
  if (await loadPeer()) contenders.push('npm smpp');
  else note?.('npm smpp is not installed, so there are no ratios: run npm ci without --omit=dev');
  const session = await benchSession(contenders, rounds, seconds);
  return [...(await benchCodec(rounds, 200_000)), ...session];
}
