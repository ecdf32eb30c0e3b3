import { type OptionSpec, SERVE_OPTIONS } from './options.ts';

/** The Markdown table of docs/reference/configuration.md. */
export function configurationTable(): string {
  const specs: readonly OptionSpec[] = Object.values(SERVE_OPTIONS);
  const rows = specs.map((spec) =>
    [
      `\`${spec.variable}\`${spec.secret ? ` or \`${spec.variable}_FILE\`` : ''}`,
      `\`--${spec.flag}\``,
      spec.kind,
      defaultOf(spec),
      spec.allowed,
      spec.describe,
    ].map(escapeCell),
  );
  const head = ['variable', 'flag', 'kind', 'default', 'allowed', 'meaning'];
  return [head, head.map(() => '---'), ...rows].map(tableRow).join('\n');
}

function defaultOf(spec: OptionSpec): string {
  if (spec.default !== undefined) return `\`${spec.default}\``;
  return spec.optional ? 'none' : 'required';
}

const escapeCell = (text: string) => text.replaceAll('|', '\\|');
const tableRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
