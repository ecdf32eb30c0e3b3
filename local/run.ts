import {
  createLogger,
  type Level,
  type Logger,
  type Running,
  runProcess,
  StartupError,
} from '@tandem/runtime';
import { InvalidInputError } from './validation.ts';

export interface LocalProcess {
  readonly name: string;
  readonly level: Level;
  readonly drainDeadlineMs: number;
  readonly start: (logger: Logger) => Promise<Running>;
}

/** A simulated party as a process with the lifecycle of all others; wrong options are one line, no stack. */
export function runLocal({ name, level, drainDeadlineMs, start }: LocalProcess): Promise<void> {
  const logger = createLogger({ level, bindings: { process: name } });
  return runProcess({
    logger,
    drainDeadlineMs,
    start: async () => {
      try {
        return await start(logger);
      } catch (error) {
        throw error instanceof InvalidInputError ? new StartupError(error.message) : error;
      }
    },
  });
}
