import { type Measure, meetsTarget, type Target } from './measure.ts';

/** A measure as `--json` gives it. */
export interface MeasureDocument {
  readonly bench: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio: Readonly<Record<string, number>>;
  readonly target?: string;
  readonly met?: boolean;
}

export const MEASURE_COLUMNS = ['measure', 'value', 'unit', 'ratio', 'target', 'met'] as const;

export function measureDocument(bench: string, measure: Measure): MeasureDocument {
  const { name, value, unit, ratios = {}, target } = measure;
  const met = meetsTarget(measure);
  const ratio = Object.fromEntries(
    Object.entries(ratios).map(([peer, times]) => [peer, Number(times.toPrecision(4))]),
  );
  return {
    bench,
    name,
    value,
    unit,
    ratio,
    ...(target === undefined ? {} : { target: describeTarget(target, unit) }),
    ...(met === undefined ? {} : { met }),
  };
}

/** The cells of MEASURE_COLUMNS. */
export function measureRow({ name, value, unit, ratio, target, met }: MeasureDocument): string[] {
  const ratios = Object.entries(ratio).map(([peer, times]) => `${figure(times)} x ${peer}`);
  const verdict = met === undefined ? '?' : met ? 'yes' : 'NO';
  return [
    name,
    figure(value),
    unit === '1' ? '' : unit,
    ratios.join(', '),
    target ?? '',
    target === undefined ? '' : verdict,
  ];
}

/** Which targets were missed, in one paragraph for a person. */
export function verdict(measures: readonly MeasureDocument[]): string {
  const judged = measures.filter(({ met }) => met !== undefined);
  const missed = judged.filter(({ met }) => met === false);
  if (judged.length === 0) return 'No measure here has a target.';
  if (missed.length === 0) return `All ${judged.length} targets met.`;
  const names = missed.map(({ bench, name, target }) => `${bench}: ${name} (${target})`);
  return `${missed.length} of ${judged.length} targets MISSED: ${names.join('; ')}.`;
}

function describeTarget(target: Target, unit: string): string {
  const [sign, bound] =
    'atLeast' in target ? ['>=', target.atLeast] : (['<=', target.atMost] as const);
  const what = 'peer' in target ? `x ${target.peer}` : unit;
  return `${sign} ${bound.toLocaleString('en-US')} ${what}`;
}

/** Four digits that count; whole numbers with thousands marked. */
function figure(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(4)));
}
