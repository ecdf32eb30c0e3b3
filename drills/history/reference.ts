import type { TSchema } from 'typebox';
import { OPERATIONS, type OperationSpec } from './schema/catalogue.ts';

const HEAD = `# History of a drill

Generated from \`drills/history/schema/\` by \`npx vitest run drills/history -u\`; a test fails when this page is
stale. \`history.jsonl\` is what the processes outside the regions saw, merged by time: one operation a line,

\`\`\`json
{"time":1764000000000.25,"process":"bank-0","type":"invoke","f":"approve","value":{"requestId":"…"}}
\`\`\`

- \`time\`: Unix milliseconds of the machine's true clock, with fractions. No line is earlier than the one above.
- \`process\`: who recorded it. One that asks has one operation under way at a time, but for handsets of the
  persona \`duplicates\`.
- \`type\`: \`invoke\` when something is asked; then \`ok\` (it happened), \`fail\` (it did not) or \`info\` (nobody
  knows). \`info\` alone is a thing that was seen.
- \`value\`: by \`f\` and type, below. Fields marked \`?\` may be absent; others that are not listed may be there.

A history holds no number of a person, no key and no token. The checkers read nothing else than it:
\`npx tandem drill check DIR\` judges a recorded one again. A line that is cut off, out of order, or not as this
page says makes the history unreadable, and the message names the line.
`;

/** The whole of docs/reference/history.md. */
export function historyPage(): string {
  const specs: readonly (readonly [string, OperationSpec])[] = Object.entries(OPERATIONS);
  return `${HEAD}\n${specs.map(([f, spec]) => section(f, spec)).join('\n')}`;
}

function section(f: string, spec: OperationSpec): string {
  const rows = Object.entries(spec.types).flatMap(([type, schema]) => fieldRows(type, schema));
  const table = ['| type | field | value | meaning |', '|---|---|---|---|', ...rows].join('\n');
  return `## ${f}\n\nBy \`${spec.process}\`. ${spec.meaning}\n\n${table}\n`;
}

function fieldRows(type: string, schema: TSchema): string[] {
  const { properties = {}, required = [] } = schema as ObjectSchema;
  const fields = Object.entries(properties);
  if (fields.length === 0) return [`| \`${type}\` | – | | |`];
  return fields.map(([name, field], index) => {
    const optional = required.includes(name) ? '' : '?';
    const shown = index === 0 ? `\`${type}\`` : '';
    return `| ${shown} | \`${name}\`${optional} | ${kindOf(field)} | ${cell(field.description)} |`;
  });
}

interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
}

function kindOf({ type, enum: values }: FieldSchema): string {
  if (!values) return type ?? '';
  return values.length > 12 ? 'one of the known' : values.map((one) => `\`${one}\``).join(' ');
}

const cell = (text = '') => text.replaceAll('|', '\\|');
