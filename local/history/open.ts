import { type Logger, StartupError } from '@tandem/runtime';
import { HistoryFile } from './history-file.ts';

/** The history of a process, when it was asked for. Throws a StartupError when the file cannot be written. */
export function openHistory(path: string | undefined, logger: Logger): HistoryFile | undefined {
  if (path === undefined) return undefined;
  try {
    return HistoryFile.open({
      path,
      onProblem: (err) => logger.error({ err }, 'the history cannot be written'),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(`--history: ${reason}`);
  }
}
