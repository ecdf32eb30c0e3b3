import { writeFile } from 'node:fs/promises';
import { measuredCases, measureRtoCases, rtoPage } from '@tandem/drills';
import { print, progress } from '../output.ts';
import { untilSignal } from './until-signal.ts';

export interface RtoOptions {
  readonly report: string;
  readonly page?: string;
  readonly seed: number;
}

/** Measures what the report directory lacks and writes the table. Exit 0 when every drill was valid, else 1. */
export async function measureRto({ report, page, seed }: RtoOptions): Promise<number> {
  const line = progress();
  try {
    const results = await untilSignal((signal) =>
      measureRtoCases({ reportDir: report, seed, signal, note: (text) => line.show(text) }),
    );
    line.done();
    const command = `tandem drill rto --report ${report}${page === undefined ? '' : ` --page ${page}`}`;
    const text = rtoPage(measuredCases(results), command);
    if (page === undefined) print(text);
    else await writeFile(page, text);
    return [...results.values()].every(({ valid }) => valid === true) ? 0 : 1;
  } finally {
    line.done();
  }
}
