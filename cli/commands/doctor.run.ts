import { resolve } from 'node:path';
import { DEFAULT_PORT_BASE, topologyFor } from '@tandem/topology';
import { checkChoices } from '../doctor/choices.ts';
import type { Finding } from '../doctor/finding.ts';
import { checkMachine } from '../doctor/machine.ts';
import { checkSystem } from '../doctor/system.ts';
import { DEFAULT_DATA_DIR } from '../flags.ts';
import { print, printJson, table } from '../output.ts';

export interface DoctorOptions {
  readonly data?: string;
  readonly portBase?: number;
  readonly json?: boolean;
}

/** Exit 0 when nothing stands in the way of `tandem up`, 1 otherwise. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const dataDir = resolve(options.data ?? DEFAULT_DATA_DIR);
  const findings = [
    ...checkMachine(),
    ...(await checkSystem(dataDir, options.portBase ?? DEFAULT_PORT_BASE)),
    ...checkChoices(topologyFor('document')),
  ];
  const healthy = findings.every(({ verdict }) => verdict !== 'problem');
  if (options.json) printJson({ healthy, findings });
  else printFindings(findings);
  return healthy ? 0 : 1;
}

function printFindings(findings: readonly Finding[]): void {
  const rows = findings.map(({ check, verdict, detail, fix }) => [
    check,
    verdict,
    fix === undefined ? detail : `${detail}; ${fix}`,
  ]);
  print(table(['check', 'verdict', 'detail'], rows));
}
