import type { DrillParameters } from '../../history/index.ts';
import { type Facts, firstTryFailed, NotToldError, parametersOf } from '../facts/index.ts';
import { counted, type Finding, type Findings, seconds } from '../finding.ts';
import {
  apiRecovery,
  availability,
  firstTryErrorsUntil,
  jobsRecovery,
  p99NormalAfter,
  simRecovery,
} from '../measures/index.ts';

/** Whole per cents are what a drill of some thousand offers can tell. */
const WELL = 0.99;
const MS = 1_000;

/**
 * Availability: the system was well before the fault (else the drill proves nothing) and is well after its
 * healing, as the bank sees it with its own retries; and every target that the drill sets itself is met.
 */
export function service(facts: Facts): Findings {
  const parameters = parametersOf(facts);
  if (facts.faults.length === 0) throw new NotToldError('the history has no fault');
  const { before, during, after } = availability(facts);
  const findings = missedTargets(facts, parameters);
  if (after !== null && after < WELL) {
    findings.push({ operation: 'offers', problem: `${percent(after)} accepted after the healing` });
  }
  return {
    findings,
    doubt: doubtOf(before),
    holds: `accepted ${percent(before)} before, ${percent(during)} during, ${percent(after)} after the fault`,
  };
}

function doubtOf(before: number | null): string | undefined {
  if (before === null) return 'nothing was offered before the fault';
  return before < WELL ? `only ${percent(before)} accepted before the fault` : undefined;
}

function missedTargets(facts: Facts, parameters: DrillParameters): Finding[] {
  const findings: Finding[] = [];
  const hold = (
    operation: string,
    what: string,
    measured: number | null,
    target: number | undefined,
    never = false,
  ) => {
    if (target === undefined || (measured === null && !never)) return;
    if (measured !== null && measured * MS <= target) return;
    const found = measured === null ? 'never happened' : `took ${seconds(measured * MS)}`;
    findings.push({ operation, problem: `${what} ${found}; the target is ${seconds(target)}` });
  };
  const { targetFailedShare, targetApiMs, targetSimMs, targetJobsMs, targetP99NormalMs } =
    parameters;
  hold('api', 'the last failed first try', firstTryErrorsUntil(facts), targetApiMs);
  hold('api', 'being served again', apiRecovery(facts).total, targetApiMs, true);
  hold('sim', 'being served again', simRecovery(facts).total, targetSimMs, true);
  hold('jobs', 'promotion', jobsRecovery(facts).decision, targetJobsMs, true);
  hold('api', 'a normal p99', p99NormalAfter(facts), targetP99NormalMs, true);
  const offers = [...facts.offers.values()];
  const failed = offers.filter(firstTryFailed).length;
  if (targetFailedShare !== undefined && failed > targetFailedShare * offers.length) {
    const problem = `${failed} of ${counted(offers.length, 'offer')} failed at the first try; the target is ${percent(targetFailedShare)}`;
    findings.push({ operation: 'offers', problem });
  }
  return findings;
}

const percent = (share: number | null): string =>
  share === null ? 'none' : `${(share * 100).toFixed(2).replace(/\.?0+$/, '')} %`;
