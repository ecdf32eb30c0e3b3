import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecorders, writeHistory } from '../history/index.ts';
import { reportPage } from '../report/index.ts';
import { type DrillResult, resultOf } from '../result/index.ts';

/** Merges what the recorders wrote, judges it, and writes history.jsonl, result.json and report.html. */
export async function judge(files: readonly string[], reportDir: string): Promise<DrillResult> {
  const history = await readRecorders(files);
  await writeHistory(join(reportDir, 'history.jsonl'), history);
  const result = resultOf(history);
  await writeFile(join(reportDir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(join(reportDir, 'report.html'), reportPage(history, result));
  return result;
}
