/** What a command exits with when it could not do its work (CONTRACTS, "Commands"). */
export const EXIT_ERROR = 2;

/** A failure that a person can act on: one line on stderr, no stack. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode = EXIT_ERROR) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Says on stderr, in one line, what went wrong; the exit code to end with. */
export function reportFailure(error: unknown): number {
  if (isCommandFailure(error)) {
    process.stderr.write(`tandem: ${oneLine(error.message)}\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`tandem: ${oneLine(message)}\n`);
  if (process.env.TANDEM_STACK && error instanceof Error) {
    process.stderr.write(`${error.stack ?? ''}\n`);
  }
  return EXIT_ERROR;
}

/** By name: every command is bundled by itself, with a class of its own. */
function isCommandFailure(error: unknown): error is CommandFailure {
  return error instanceof Error && error.name === 'CommandFailure' && 'exitCode' in error;
}

export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
