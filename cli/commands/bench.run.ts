import { cpus, totalmem } from 'node:os';
import {
  benchApplet,
  benchAuthenticate,
  benchSmpp,
  benchStores,
  MEASURE_COLUMNS,
  type Measure,
  type MeasureDocument,
  measureDocument,
  measureRow,
  runAppletChild,
  runAuthenticateChild,
  runSmppChild,
  runStoresChild,
  verdict,
} from '@tandem/bench';
import { CommandFailure } from '../failure.ts';
import { print, printJson, progress, table } from '../output.ts';

export interface BenchOptions {
  readonly json?: boolean;
  readonly quick?: boolean;
  readonly rate?: number;
  readonly soak?: number;
}

type Note = (line: string) => void;

const BENCHES: Readonly<Record<string, (options: BenchOptions, note: Note) => Promise<Measure[]>>> =
  {
    smpp: ({ quick }, note) => benchSmpp({ note, ...(quick ? { rounds: 1, seconds: 0.5 } : {}) }),
    applet: ({ quick }, note) =>
      benchApplet({ note, ...(quick ? { rounds: 1, seconds: 0.2, idleConnections: 1_000 } : {}) }),
    stores: ({ quick }) => benchStores(quick ? { rounds: 1, seconds: 1 } : {}),
    authenticate: ({ quick, rate, soak }, note) =>
      benchAuthenticate({
        note,
        ...(quick ? { warmUpSeconds: 2, seconds: 3, floorSeconds: 0.5 } : {}),
        ...(rate === undefined ? {} : { rate }),
        ...(soak === undefined ? {} : { soakSeconds: soak }),
      }),
  };

/** Exit 0 when everything was measured, whether targets were met or not. */
export async function bench(name: string | undefined, options: BenchOptions): Promise<number> {
  const whole = name === undefined || name === 'authenticate';
  if (!whole && (options.rate !== undefined || options.soak !== undefined)) {
    throw new CommandFailure('bench: --rate and --soak go with authenticate');
  }
  const names = name === undefined ? Object.keys(BENCHES) : [name];
  const { show, done } = progress();
  const measures: MeasureDocument[] = [];
  for (const each of names) {
    show(`bench ${each}`);
    const measured = (await BENCHES[each]?.(options, show)) ?? [];
    done();
    const documents = measured.map((measure) => measureDocument(each, measure));
    measures.push(...documents);
    if (!options.json) printTable(each, documents);
  }
  if (options.json) printJson({ machine: machine(), measures });
  else print(verdict(measures));
  return 0;
}

function printTable(name: string, measures: readonly MeasureDocument[]): void {
  print(`${name}\n${table(MEASURE_COLUMNS, measures.map(measureRow))}\n`);
}

function machine() {
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}

const CHILDREN: Readonly<Record<string, (args: readonly string[]) => void | Promise<void>>> = {
  smpp: runSmppChild,
  applet: runAppletChild,
  stores: runStoresChild,
  authenticate: runAuthenticateChild,
};

/** A process that a benchmark started: it serves until its parent lets go. */
export async function benchChild(name: string, args: readonly string[]): Promise<void> {
  const run = CHILDREN[name];
  if (!run) throw new CommandFailure(`bench-child: "${name}" is not a benchmark`);
  await run(args);
}
