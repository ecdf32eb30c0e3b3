import type { Topology } from '@tandem/topology';
import type { Scope } from '../catalogue/catalogue.ts';

/** `page` wakes somebody, `ticket` waits for the morning, `none` is the proof that the path to both works. */
export type Severity = 'page' | 'ticket' | 'none';

/** One series of a test, in the notation of promtool: `1x20` is twenty-one samples, `_x5` are missing. */
export interface Input {
  readonly series: string;
  readonly values: string;
}

/** What goes in, and when the rules are asked; samples are `every` apart, one minute unless told. */
export interface Case {
  readonly input: readonly Input[];
  readonly at: string;
  readonly every?: string;
  /** How often promtool evaluates the rules on the way; a minute unless told, longer for days. */
  readonly evaluated?: string;
}

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  /** How long it must hold. */
  readonly for?: string;
  readonly severity: Severity;
  /** What is wrong, in one line; `{{ $labels.x }}` is the only template. */
  readonly summary: string;
  /** A page of docs/runbooks, with the anchor of its part. */
  readonly runbook: string;
  /** The labels that it has when `fires` is given, beside its severity; one set for each alert. */
  readonly expected: readonly Readonly<Record<string, string>>[];
  readonly fires: Case;
  readonly quiet: Case;
}

export interface Recording {
  readonly record: string;
  readonly expr: string;
}

export type Rule = Alert | Recording;

export interface Group {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** Rules of one kind: what each region's Prometheus evaluates, or the ruler that sees every region. */
export interface RuleSet {
  readonly scope: Scope;
  readonly groups: readonly Group[];
}

export const isAlert = (rule: Rule): rule is Alert => 'alert' in rule;

export const alertsOf = ({ groups }: RuleSet): Alert[] =>
  groups.flatMap(({ rules }) => rules.filter(isAlert));

export type Region = Topology['regions'][number];

/** `90` s is `90s`, 120 s is `2m`: a duration as Prometheus writes it. */
export function duration(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
  ] as const;
  for (const [unit, length] of units)
    if (ms >= length && ms % length === 0) return `${ms / length}${unit}`;
  return `${ms}ms`;
}
