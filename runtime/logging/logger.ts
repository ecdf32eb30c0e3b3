import { type DestinationStream, destination, type Logger, type LoggerOptions, pino } from 'pino';
import type { Level } from './levels.ts';
import { CENSOR, guardLine, REDACTED_PATHS } from './redaction.ts';

export type { Logger };

export interface LoggingOptions {
  readonly level: Level;
  /** Fields that every line carries, such as `region`. */
  readonly bindings: Readonly<Record<string, string>>;
  /** Where lines go; standard error by default, since standard output belongs to the command. */
  readonly stream?: DestinationStream;
}

/** A pino logger that cannot print a subscriber's number or a token: see redaction.ts. */
export function createLogger({ level, bindings, stream }: LoggingOptions): Logger {
  const options: LoggerOptions = {
    level,
    base: { pid: process.pid, ...bindings },
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED_PATHS, censor: CENSOR },
    hooks: { streamWrite: guardLine },
  };
  return pino(options, stream ?? logDestination(STANDARD_ERROR));
}

const STANDARD_ERROR = 2;
const KEPT_BYTES = 1_048_576;

/**
 * Lines to a file descriptor. One that cannot be written (a full disk) ends no process: lines are kept up to a
 * limit, the later ones dropped, and what was kept is written when that is possible again.
 */
export function logDestination(fd: number): DestinationStream {
  const lines = destination({ fd, sync: true, maxLength: KEPT_BYTES });
  lines.on('error', () => undefined);
  return lines;
}
