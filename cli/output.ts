/** The one JSON document of `--json`. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Progress goes to stderr: one line that rewrites itself on a terminal, plain lines otherwise.
 * `done` ends the live line.
 */
export function progress(): { show(line: string): void; done(): void } {
  const live = process.stderr.isTTY === true;
  let shown = '';
  return {
    show(line) {
      if (line === shown) return;
      shown = line;
      process.stderr.write(live ? `\r\x1b[2K${line}` : `${line}\n`);
    },
    done() {
      if (live && shown !== '') process.stderr.write('\r\x1b[2K');
      shown = '';
    },
  };
}

/** A number, perhaps with a unit; `-` where there is none. */
const NUMERIC = /^(-|-?\d[\d.,]*( ?[a-zA-Zµ%/]+)?)$/;

/** Columns as wide as their widest cell; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const numeric = head.map((_, column) => rows.every((row) => NUMERIC.test(row[column] ?? '')));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return numeric[column] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
