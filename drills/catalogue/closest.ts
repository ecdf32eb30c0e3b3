import { DRILL_NAMES } from './drills.ts';

const MAX_SLIPS = 3;

/** The drill whose name is at most three slips of the keyboard away; undefined when there is none. */
export function closestDrill(name: string): string | undefined {
  const [best] = DRILL_NAMES.map((candidate) => ({
    candidate,
    slips: slipsBetween(name, candidate),
  })).sort((a, b) => a.slips - b.slips);
  return best && best.slips <= MAX_SLIPS ? best.candidate : undefined;
}

/** Characters to insert, remove or replace (Levenshtein). */
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, char] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replace = (row[j] ?? 0) + (char === other ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
