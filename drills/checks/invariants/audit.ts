import { type Facts, NotToldError, parametersOf } from '../facts/index.ts';
import { counted, type Finding, type Findings } from '../finding.ts';
import { nameOf } from './one-outcome.ts';

/** I7: every region's chain verifies from end to end, and every final outcome is in one of them. */
export function audit(facts: Facts): Findings {
  const verified = facts.recording.of('audit-verify');
  if (verified.length === 0) throw new NotToldError('no audit chain was verified');
  const findings: Finding[] = [];
  let entries = 0;
  for (const { operation, line } of verified) {
    const { region, valid, problem = 'broken' } = operation.value;
    entries += operation.value.entries;
    if (!valid) findings.push({ operation: `audit chain of ${region}`, problem, line });
  }
  let outcomes = 0;
  for (const transaction of facts.transactions.values()) {
    const [rest] = transaction.finals;
    if (rest?.value.state !== 'decided') continue;
    outcomes += 1;
    if (transaction.audited.length > 0) continue;
    const problem = `${rest.value.responseType ?? 'its outcome'} is in no audit chain`;
    findings.push({ operation: nameOf(transaction), problem, line: rest.line, absent: true });
  }
  const missing = unverified(facts);
  return {
    findings,
    doubt: missing === undefined ? undefined : `the audit chain of ${missing} was not verified`,
    holds: `${counted(verified.length, 'chain')} of ${counted(entries, 'link')} whole; ${counted(outcomes, 'outcome')} found in them`,
  };
}

/** `ok` only when each region's chain was walked and held. */
export function auditChain(facts: Facts): 'ok' | 'broken' | 'unknown' {
  const verified = facts.recording.of('audit-verify');
  if (verified.some(({ operation }) => !operation.value.valid)) return 'broken';
  return verified.length > 0 && unverified(facts) === undefined ? 'ok' : 'unknown';
}

function unverified(facts: Facts): string | undefined {
  const verified = new Set(
    facts.recording.of('audit-verify').map(({ operation }) => operation.value.region),
  );
  return parametersOf(facts).regions.find((region) => !verified.has(region));
}
