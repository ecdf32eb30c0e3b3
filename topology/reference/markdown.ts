const SECOND = 1_000;
const UNITS = [
  { name: 'd', ms: 24 * 3_600 * SECOND, from: 2 },
  { name: 'h', ms: 3_600 * SECOND, from: 2 },
  { name: 'min', ms: 60 * SECOND, from: 3 },
  { name: 's', ms: SECOND, from: 1 },
] as const;

/** `90 s`, `10 min`, `6 h`: the largest unit that leaves at most one decimal place. */
export function duration(ms: number): string {
  for (const { name, ms: unit, from } of UNITS) {
    const amount = ms / unit;
    if (amount >= from && Number.isInteger(amount * 10)) return `${amount} ${name}`;
  }
  return `${ms} ms`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

export const code = (text: string) => `\`${text}\``;
export const codes = (texts: readonly string[]) => texts.map(code).join(', ');
