import type { ProcessStatus } from '@tandem/local';

/** What one process used over a phase. */
export interface ProcessCost {
  readonly name: string;
  readonly role: ProcessStatus['role'];
  readonly region?: string;
  readonly cpuSeconds: number;
  readonly rssBytesBefore: number;
  readonly rssBytesAfter: number;
}

/** Throws when a process ended, began or was replaced in between: then its CPU time says nothing. */
export function costsBetween(
  before: readonly ProcessStatus[],
  after: readonly ProcessStatus[],
): ProcessCost[] {
  return before.map(({ name, role, region, pid, usage }) => {
    const later = after.find((candidate) => candidate.name === name);
    if (!usage || !later?.usage || later.pid !== pid) {
      throw new Error(`the process ${name} did not run through the whole measurement`);
    }
    return {
      name,
      role,
      ...(region === undefined ? {} : { region }),
      cpuSeconds: later.usage.cpuSeconds - usage.cpuSeconds,
      rssBytesBefore: usage.rssBytes,
      rssBytesAfter: later.usage.rssBytes,
    };
  });
}
