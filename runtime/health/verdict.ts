import type { Standing } from '../regions/board.ts';
import type { HealthProbe } from './probe.ts';

/** How a probe stands; `undefined` as reason while it is up. */
export interface Watched {
  readonly probe: Pick<HealthProbe, 'weight'>;
  readonly reason: string | undefined;
}

/** All that a verdict on a region depends on. */
export interface Findings {
  readonly watches: readonly Watched[];
  /** What the region's processes say of each other; undefined before the first look. */
  readonly standing: Standing | undefined;
  /** Whether it has looked at the others since it started, or was away. */
  readonly looked: boolean;
  /** There are no others to look at: this process alone decides. */
  readonly alone: boolean;
  /** `draining`, or that it was away. */
  readonly own: readonly string[];
  /** Up before and not away since, or tired of waiting: then what is only worse here may be outweighed. */
  readonly settled: boolean;
}

export interface Verdict {
  readonly up: boolean;
  readonly reasons: readonly string[];
  /** Nothing that this process itself needs is missing. */
  readonly able: boolean;
}

/** Whether this region says UP, and why not. The reasons for the rules: docs/decisions/health.md. */
export function judge(findings: Findings): Verdict {
  const { watches, standing, own, looked } = findings;
  const failing = (weight: string) =>
    watches.flatMap(({ probe, reason }) => (probe.weight === weight && reason ? [reason] : []));
  const vital = failing('vital');
  const comparative = failing('comparative');
  const missing = (standing?.missing ?? []).map((name) => `${name}: no process of it is ready`);
  const reasons = [
    ...own,
    ...(standing?.drained ? ['drained'] : []),
    ...vital,
    ...(looked ? [] : ['regions: not looked at yet']),
    ...(counts(findings, true) ? comparative : []),
    ...(counts(findings, false) ? missing : []),
  ];
  const able = own.length === 0 && vital.length === 0 && comparative.length === 0;
  return { up: reasons.length === 0, reasons, able };
}

/**
 * What is only worse here takes the region DOWN while another one would serve better. `told`: the others
 * must have had the chance to see it first, or two regions with the same loss would both step aside.
 */
function counts({ standing, settled, alone }: Findings, told: boolean): boolean {
  if (!settled || alone) return true;
  if (!standing || standing.othersAble.length === 0) return false;
  return !told || !standing.toldAble;
}
