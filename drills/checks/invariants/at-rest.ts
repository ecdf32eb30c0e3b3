import type { Operation } from '../../history/index.ts';
import { type Facts, NotToldError } from '../facts/index.ts';
import { counted, type Finding, type Findings } from '../finding.ts';

/** The fictional numbers of the local carrier: +1 AAA 555 01XX, with or without the plus. */
const MSISDN = /(?<![0-9A-Za-z])\+?1[2-9]\d{2}55501\d{2}(?![0-9A-Za-z])/;

/** I8: no number of a subscriber in any file at rest, nor in the history itself. */
export function atRest(facts: Facts): Findings {
  const scans = facts.recording.of('scan');
  if (scans.length === 0) throw new NotToldError('the files at rest were not searched');
  const findings: Finding[] = [];
  let files = 0;
  let bytes = 0;
  for (const { operation, line } of scans) {
    const { found, what, where } = operation.value;
    files += operation.value.files;
    bytes += operation.value.bytes;
    if (found === 0) continue;
    const first = where === undefined ? '' : `, the first in ${where}`;
    const problem = `${what} found in ${counted(found, 'place')}${first}`;
    findings.push({ operation: 'scan', problem, line });
  }
  facts.recording.history.forEach((operation, index) => {
    if (!tellsNumber(operation)) return;
    findings.push({ operation: operation.f, problem: 'tells a number', line: index + 1 });
  });
  return {
    findings,
    doubt: bytes === 0 ? 'the search read nothing' : undefined,
    holds: `none in ${counted(files, 'file')} of ${(bytes / 1_048_576).toFixed(1)} MiB`,
  };
}

function tellsNumber(operation: Operation): boolean {
  for (const field of Object.values(operation.value)) {
    if (typeof field === 'string' && field.length >= 11 && MSISDN.test(field)) return true;
  }
  return false;
}
