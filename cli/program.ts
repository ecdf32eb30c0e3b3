import { Command, CommanderError } from 'commander';
import { registerBackups } from './commands/backup.ts';
import { registerDrills } from './commands/drill.ts';
import { registerEvents } from './commands/events.ts';
import { registerOperation } from './commands/operation.ts';
import { registerProcesses } from './commands/processes.ts';
import { registerQuality } from './commands/quality.ts';
import { registerSystem } from './commands/system.ts';
import { EXIT_ERROR, oneLine, reportFailure } from './failure.ts';

/** Builds the `tandem` command. The work of each command is loaded only when it is asked for. */
export function buildProgram(finish: (exitCode: number) => void): Command {
  const program = new Command('tandem')
    .description('SIM-based authentication that survives the loss of a region')
    .enablePositionalOptions()
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      outputError: (message, write) =>
        write(`tandem: ${oneLine(message.replace(/^error: /, ''))}\n`),
    });
  for (const register of [
    registerSystem,
    registerOperation,
    registerEvents,
    registerBackups,
    registerDrills,
    registerQuality,
    registerProcesses,
  ]) {
    register(program, finish);
  }
  return program;
}

/** Runs one command line. Resolves to the exit code; 2 for a command line that is not understood. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = buildProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return usageExit(error);
    return reportFailure(error);
  }
}

/** Commander's own code is 1; a command for which 1 and 2 mean something else sets another. */
const usageExit = ({ exitCode }: CommanderError): number =>
  exitCode === 0 ? 0 : Math.max(EXIT_ERROR, exitCode);

/** Tells the program what to exit with; the default is 0. */
export type Finish = (exitCode: number) => void;
