import type { Facts } from '../facts/index.ts';
import { counted, type Finding, type Findings } from '../finding.ts';

/** I3: a requestId is one transaction, whoever says so and in whichever region; and a transaction one requestId. */
export function idempotency(facts: Facts): Findings {
  const findings: Finding[] = [];
  const byRequest = new Map<string, { readonly id: string; readonly line: number }>();
  const inDocuments = new Set<string>();
  let said = 0;
  for (const { id, acceptances, deliveries, finals } of facts.transactions.values()) {
    let own: string | undefined;
    const see = (requestId: string, line: number) => {
      said += 1;
      const known = byRequest.get(requestId);
      if (!known) byRequest.set(requestId, { id, line });
      else if (known.id !== id) {
        const problem = `is transaction ${known.id} (line ${known.line}) and also ${id}`;
        findings.push({ operation: `request ${requestId}`, problem, line });
      }
      if (own !== undefined && own !== requestId) {
        const problem = `is request ${own} and also ${requestId}`;
        findings.push({ operation: `transaction ${id}`, problem, line });
      }
      own ??= requestId;
    };
    for (const { requestId, line } of acceptances) see(requestId, line);
    for (const { line, value } of finals) see(value.requestId, line);
    for (const { requestId, line } of deliveries) see(requestId, line);
    if (finals.length > 0) inDocuments.add(id);
    if (finals.length > 1) {
      const line = finals[1]?.line;
      const problem = 'is twice in documents';
      findings.push({ operation: `transaction ${id}`, problem, ...(line ? { line } : {}) });
    }
  }
  findings.push(...phantoms(facts));
  return {
    findings: firstOfEach(findings),
    doubt: byRequest.size === 0 ? 'nothing was accepted' : undefined,
    holds: `${counted(byRequest.size, 'request')}, each one transaction in ${counted(said, 'mention')}`,
  };
}

/** Outcomes of requests that nobody made and documents do not know. */
function phantoms({ transactions, offers }: Facts): Finding[] {
  return [...transactions.values()].flatMap(({ id, deliveries, finals }) => {
    const delivery = deliveries.find(({ requestId }) => !offers.has(requestId));
    if (!delivery || finals.length > 0) return [];
    const problem = `has an outcome (transaction ${id}) and was never asked for`;
    return [
      { operation: `request ${delivery.requestId}`, problem, line: delivery.line, absent: true },
    ];
  });
}

function firstOfEach(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ operation }) => !seen.has(operation) && seen.add(operation));
}
