import type { CheckId, Facts } from '../checks/index.ts';
import type { DrillResult } from '../result/index.ts';
import { escaped } from './svg.ts';

/** DESIGN.md section 4, in a line each. */
export const CHECK_TITLES: Readonly<Record<CheckId, string>> = {
  I1: 'Every accepted request has one final outcome in time, and the bank was told it',
  I2: 'No two observers see different outcomes',
  I3: 'One requestId is one transaction',
  I4: 'Only documents decide',
  I5: 'Singleton work has one holder; the store refuses all others',
  I6: 'One wake-up for each attempt',
  I7: 'Audit chains are whole and hold every outcome',
  I8: 'No number of a subscriber at rest',
  I9: 'One popup at a time, answers to the right one',
  availability: 'The service was well before the fault and after it, and met its targets',
  plausibility: 'Subscribers answered as they were to: the drill proves something',
};

const WORDS = { true: '✓ holds', false: '✗ broken', unknown: '? unknown' } as const;
const SHOWN_OFFENDERS = 5;
const SHOWN_LINES = 40;

export function checksTable({ checks }: DrillResult): string {
  const rows = checks.map(({ id, valid, detail }) => {
    const mark = `<td class="mark ${valid}">${WORDS[`${valid}`]}</td>`;
    const title = `<b>${escaped(CHECK_TITLES[id])}</b>`;
    return `<tr><th>${id}</th>${mark}<td class="parts">${title}<br><span class="soft">${escaped(detail)}</span></td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

/** What the history holds of each offender, so that nobody has to search it. */
export function offenders(facts: Facts, { checks }: DrillResult, from: number): string {
  const names = [...new Set(checks.flatMap(({ operations }) => operations))];
  if (names.length === 0) return '';
  const shown = names.slice(0, SHOWN_OFFENDERS).map((name) => {
    const excerpt = excerptOf(facts, name, from);
    return `<details><summary>${escaped(name)}</summary><pre>${escaped(excerpt)}</pre></details>`;
  });
  const left = names.length - shown.length;
  const more = left > 0 ? `<p class="soft">And ${left} more in result.json.</p>` : '';
  return `<section><h2>Offending operations</h2>${shown.join('')}${more}</section>`;
}

const ID = /[0-9a-z]+(?:-[0-9a-z]+)+/gi;

/** Every line that names one of the ids in the offender's name. */
function excerptOf({ recording }: Facts, name: string, from: number): string {
  const ids = new Set(name.match(ID));
  const lines: string[] = [];
  recording.history.forEach((operation, index) => {
    const { time, process, type, f, value } = operation;
    if (!Object.values(value).some((field) => typeof field === 'string' && ids.has(field))) return;
    const at = `${((time - from) / 1_000).toFixed(3)} s`.padStart(11);
    lines.push(
      `${String(index + 1).padStart(7)} ${at}  ${process} ${type} ${f} ${JSON.stringify(value)}`,
    );
  });
  const left = lines.length - SHOWN_LINES;
  const shown = lines.slice(0, SHOWN_LINES);
  if (left > 0) shown.push(`… and ${left} more`);
  return shown.length === 0 ? 'No line names it.' : shown.join('\n');
}
