import { DRILL_NAMES } from '@tandem/drills';
import type { Command } from 'commander';
import type { DocumentedCommand } from './documented.ts';

/** What is wrong with a command line of the documentation; `undefined` when `program` understands it. */
export function problemOf(program: Command, documented: DocumentedCommand): string | undefined {
  if (documented.args.includes('--help')) return undefined;
  const { command, rest } = descend(program, documented.args);
  if (rest.length > 0 && command.registeredArguments.length === 0 && command.commands.length > 0) {
    return `${command.name()} has no command ${rest[0]}`;
  }
  return documented.typed ? problemOfTyped(command, rest) : problemOfMention(command, rest);
}

function descend(program: Command, args: readonly string[]) {
  let command = program;
  for (const [index, word] of args.entries()) {
    const next = command.commands.find((each) => each.name() === word);
    if (!next) return { command, rest: args.slice(index) };
    command = next;
  }
  return { command, rest: [] };
}

/** Parses it as the program would, down to each value, but runs nothing. */
function problemOfTyped(command: Command, rest: readonly string[]): string | undefined {
  command.configureOutput({ outputError: () => undefined });
  try {
    const { operands, unknown } = command.parseOptions([...rest]);
    if (unknown.length > 0) return `${command.name()} has no option ${unknown[0]}`;
    const absent = command.options.find(
      (option) => option.mandatory && command.getOptionValue(option.attributeName()) === undefined,
    );
    if (absent) return `${command.name()} needs ${absent.flags}`;
    return problemOfOperands(command, operands);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function problemOfOperands(command: Command, operands: readonly string[]): string | undefined {
  const taken = command.registeredArguments;
  const missing = taken.find((argument, index) => argument.required && index >= operands.length);
  if (missing) return `${command.name()} needs <${missing.name()}>`;
  const most = taken.at(-1)?.variadic ? Number.POSITIVE_INFINITY : taken.length;
  if (operands.length > most) return `${command.name()} does not take ${operands[most]}`;
  const [name] = operands;
  if (command.name() !== 'drill' || name === 'all') return undefined;
  if (name !== undefined && DRILL_NAMES.includes(name)) return undefined;
  return `${name} is not a drill`;
}

function problemOfMention(command: Command, rest: readonly string[]): string | undefined {
  const strange = rest.find(
    (word) =>
      word.startsWith('-') &&
      !command.options.some(({ long, short }) => word === long || word === short),
  );
  return strange === undefined ? undefined : `${command.name()} has no option ${strange}`;
}
