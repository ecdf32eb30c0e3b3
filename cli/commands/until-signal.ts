import { ClaimedError, DrillAbortedError } from '@tandem/drills';
import { CommandFailure, EXIT_ERROR } from '../failure.ts';
import { EXIT_USAGE } from './drill.ts';

/** Ctrl-C and SIGTERM end the work in order; what ends a drill becomes one line and an exit code. */
export async function untilSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.on('SIGINT', abort);
  process.on('SIGTERM', abort);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (error instanceof ClaimedError) throw new CommandFailure(error.message, EXIT_USAGE);
    if (error instanceof DrillAbortedError) throw new CommandFailure(error.message, EXIT_ERROR);
    throw error;
  } finally {
    process.removeListener('SIGINT', abort);
    process.removeListener('SIGTERM', abort);
  }
}
