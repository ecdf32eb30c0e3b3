import type { Topology } from '@tandem/topology';
import { type Objective, objectivesOf } from './objectives.ts';
import type { Alert, Case, Group, Recording } from './rule.ts';

interface Pair {
  readonly long: string;
  readonly short: string;
  /** Times the rate at which the budget of 30 days would just last. */
  readonly factor: number;
}

interface Burn {
  readonly suffix: 'Fast' | 'Slow';
  readonly severity: 'page' | 'ticket';
  readonly pairs: readonly [Pair, Pair];
}

/** The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts", table 5-8. */
const BURNS: readonly Burn[] = [
  {
    suffix: 'Fast',
    severity: 'page',
    pairs: [
      { long: '1h', short: '5m', factor: 14.4 },
      { long: '6h', short: '30m', factor: 6 },
    ],
  },
  {
    suffix: 'Slow',
    severity: 'ticket',
    pairs: [
      { long: '1d', short: '2h', factor: 3 },
      { long: '3d', short: '6h', factor: 1 },
    ],
  },
];

const WINDOWS = [
  ...new Set(BURNS.flatMap(({ pairs }) => pairs.flatMap((one) => [one.short, one.long]))),
];

/** Below this many events a second a ratio says more about one customer than about us. */
const ENOUGH = 0.05;

const ratioOf = (objective: Objective, window: string): string =>
  `slo:${objective.name}_errors:ratio_rate${window}`;
const trafficOf = (objective: Objective): string => `slo:${objective.name}_events:rate1h`;

export function burnRates(topology: Topology): Group[] {
  return objectivesOf(topology).map((objective) => ({
    name: `slo-${objective.name.replaceAll('_', '-')}`,
    rules: [
      ...WINDOWS.map((window): Recording => {
        const { bad, total } = objective;
        return { record: ratioOf(objective, window), expr: `${bad(window)} / ${total(window)}` };
      }),
      { record: trafficOf(objective), expr: objective.total('1h') },
      ...BURNS.map((burn) => burnAlert(objective, burn)),
    ],
  }));
}

function burnAlert(objective: Objective, { suffix, severity, pairs }: Burn): Alert {
  const { title, what, target, runbook } = objective;
  const above = (window: string, factor: number) =>
    `${ratioOf(objective, window)} > ${Number((factor * (1 - target)).toPrecision(6))}`;
  const burning = pairs
    .map(({ long, short, factor }) => `(${above(long, factor)} and ${above(short, factor)})`)
    .join(' or ');
  return {
    alert: `${title}ErrorBudgetBurn${suffix}`,
    expr: `(${burning}) and ${trafficOf(objective)} > ${ENOUGH}`,
    severity,
    summary: `In {{ $labels.region }} too many ${what}: the error budget ${severity === 'page' ? 'is gone in days' : 'will not last the month'}`,
    runbook,
    expected: [{ region: 'us-east-1' }],
    fires: caseOf(objective, suffix, true),
    quiet: caseOf(objective, suffix, false),
  };
}

/** One event a second, all of them bad or all good; the slow windows need days of samples. */
function caseOf({ failing, serving }: Objective, suffix: Burn['suffix'], bad: boolean): Case {
  const slow = suffix === 'Slow';
  const perSample = slow ? 300 : 60;
  const samples = slow ? 900 : 130;
  const input = (bad ? failing : serving).map((text) => {
    const [series = '', zero] = text.startsWith('ZERO ') ? [text.slice(5), true] : [text];
    return { series, values: zero === true ? `0x${samples}` : `0+${perSample}x${samples}` };
  });
  // No alert here waits, so the evaluation at the end is the one that counts.
  return slow
    ? { input, at: '74h', every: '5m', evaluated: '37h' }
    : { input, at: '2h', every: '1m', evaluated: '1h' };
}
