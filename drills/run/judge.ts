import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecorders, writeHistory } from '../history/index.ts';
import { type DrillResult, resultOf } from '../result/index.ts';

/** Merges what the recorders wrote, judges it, and writes history.jsonl and result.json. */
export async function judge(files: readonly string[], reportDir: string): Promise<DrillResult> {
  const history = await readRecorders(files);
  await writeHistory(join(reportDir, 'history.jsonl'), history);
  const result = resultOf(history);
  await writeFile(join(reportDir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}
