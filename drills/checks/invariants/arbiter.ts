import { type Facts, type PendingSpan, pendingSpans } from '../facts/index.ts';
import { counted, type Finding, type Findings } from '../finding.ts';
import { nameOf } from './one-outcome.ts';

/**
 * I4: one transition to a final outcome, by compare-and-set in documents; and no applet is told that nothing
 * is pending while documents hold a notification for it, whatever the cache says.
 */
export function arbiter(facts: Facts): Findings {
  const findings: Finding[] = [];
  let decided = 0;
  for (const transaction of facts.transactions.values()) {
    for (const { line, value } of transaction.finals) {
      const expected = value.state === 'decided' ? 1 : 0;
      decided += expected;
      if (value.finals === expected) continue;
      const problem = `is ${value.state} after ${counted(value.finals, 'final transition')}`;
      findings.push({ operation: nameOf(transaction), problem, line });
    }
  }
  const spans = pendingSpans(facts);
  let checked = 0;
  for (const poll of facts.polls) {
    const { end, result, applet, from } = poll;
    if (result !== 'nothing' || end?.type !== 'ok') continue;
    checked += 1;
    const pending = spans.get(applet)?.find((span) => covers(span, from, end.time));
    if (!pending) continue;
    const problem = `was pending while ${applet} was told that nothing is`;
    findings.push({ operation: nameOf(pending.transaction), problem, line: end.line });
  }
  return {
    findings,
    doubt: decided === 0 ? 'no transaction was decided' : undefined,
    holds: `${counted(decided, 'transaction')} decided once; ${counted(checked, 'poll')} answered "nothing" in truth`,
  };
}

const covers = (span: PendingSpan, from: number, to: number): boolean =>
  span.from <= from && to <= span.to;
