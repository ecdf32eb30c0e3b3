import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  closestDrill,
  DRILL_NAMES,
  DRILLS,
  type DrillPlan,
  type DrillResult,
  defaultRate,
  drillsOn,
  HistoryError,
  planDrill,
  readHistory,
  resultOf,
  runAll,
  runDrill,
  type UnjudgedDrill,
  type Validity,
} from '@tandem/drills';
import type { Profile } from '@tandem/topology';
import { CommandFailure, EXIT_ERROR } from '../failure.ts';
import { print, printJson, progress, table } from '../output.ts';
import { EXIT_USAGE } from './drill.ts';
import { describeResult } from './drill-verdict.ts';
import { untilSignal } from './until-signal.ts';

export interface DrillOptions {
  readonly profile: Profile;
  readonly rate?: number;
  readonly seconds?: number;
  readonly seed: number;
  readonly report: string;
  readonly json?: boolean;
}

const ALL = 'all';

/** Runs one drill, or all of them. Exit 0 valid, 1 invalid, 2 unknown. */
export async function drillRun(name: string | undefined, options: DrillOptions): Promise<number> {
  const names = namesOf(name);
  const plans = names.map((each) => {
    const { rate = defaultRate(each, onServers()) } = options;
    return planDrill(each, { ...options, rate });
  });
  const [plan] = plans;
  if (name === ALL || !plan) return everyDrill(plans, options);
  const line = progress();
  try {
    const reportDir = join(options.report, plan.drill);
    const result = await untilSignal((signal) =>
      runDrill({ plan, reportDir, signal, note: (text) => line.show(`${plan.drill}: ${text}`) }),
    );
    line.done();
    if (options.json) printJson(result);
    else print(describeResult(result, reportDir));
    return exitOf(result.valid);
  } finally {
    line.done();
  }
}

async function everyDrill(plans: readonly DrillPlan[], options: DrillOptions): Promise<number> {
  const line = progress();
  const onResult = (result: DrillResult | UnjudgedDrill) => {
    line.done();
    if (!options.json) print(describeResult(result, join(options.report, result.drill)));
  };
  try {
    const { report: reportDir } = options;
    const result = await untilSignal((signal) =>
      runAll({ plans, reportDir, signal, onResult, note: (text) => line.show(text) }),
    );
    if (options.json) printJson(result);
    return exitOf(result.valid);
  } finally {
    line.done();
  }
}

const onServers = () => process.env.TANDEM_ENGINES_CONTROL !== undefined;

function namesOf(name: string | undefined): readonly string[] {
  if (name === ALL) return drillsOn(onServers() ? 'servers' : 'embedded');
  if (name !== undefined && DRILL_NAMES.includes(name)) return [name];
  const allowed = `Allowed: ${ALL}, ${DRILL_NAMES.join(', ')}.`;
  if (name === undefined) throw new CommandFailure(`drill: name one. ${allowed}`, EXIT_USAGE);
  const closest = closestDrill(name);
  const hint = closest === undefined ? '' : ` Did you mean ${closest}?`;
  throw new CommandFailure(`drill: "${name}" is not a drill.${hint} ${allowed}`, EXIT_USAGE);
}

const exitOf = (valid: Validity): number => (valid === true ? 0 : valid === false ? 1 : EXIT_ERROR);

export function listDrills({ json }: { readonly json?: boolean }): number {
  if (json) printJson(DRILLS.map(({ name, sentence }) => ({ name, sentence })));
  else
    print(
      table(
        ['drill', 'what it does'],
        DRILLS.map(({ name, sentence }) => [name, sentence]),
      ),
    );
  return 0;
}

/** Judges DIR/history.jsonl again. Exit 0 valid, 1 invalid, 2 unknown, 3 when it cannot be read. */
export async function checkDrill(
  dir: string,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const file = join(dir, 'history.jsonl');
  if (!existsSync(file)) {
    throw new CommandFailure(
      `drill check: ${file} does not exist; name a directory that a drill reported to`,
      EXIT_USAGE,
    );
  }
  const history = await readHistory(file).catch((error: unknown) => {
    if (error instanceof HistoryError) throw new CommandFailure(error.message, EXIT_USAGE);
    throw error;
  });
  const result = resultOf(history);
  if (json) printJson(result);
  else print(describeResult(result, dir));
  return exitOf(result.valid);
}
