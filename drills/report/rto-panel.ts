import type { DrillResult } from '../result/index.ts';
import { line, PANEL, px, rect, svg, text, ticks } from './svg.ts';

interface Part {
  readonly name: string;
  readonly seconds: number;
  readonly kind: string;
}

interface Bar {
  readonly label: string;
  readonly parts: readonly Part[];
  readonly total: number | null;
  readonly note?: string;
}

const ROW = 32;
const VALUE_WIDTH = 210;
const WIDTH = PANEL.width - PANEL.left - VALUE_WIDTH;

/** Time to recover, in its parts, one bar for each kind of work. */
export function rtoPanel({ rto }: DrillResult): string {
  const bars = [trafficBar('API', rto.api), trafficBar('Applets', rto.sim), jobsBar(rto.jobs)];
  const longest = Math.max(0.1, ...bars.map(({ total }) => total ?? 0));
  const marks = ticks(longest, 5);
  const max = marks.at(-1) ?? longest;
  const x = (seconds: number) => PANEL.left + (seconds / max) * WIDTH;
  const height = PANEL.top + bars.length * ROW;
  const rows = bars.flatMap((bar, index) => row(bar, PANEL.top + index * ROW, x));
  const axis = marks.flatMap((second) => [
    line(x(second), PANEL.top, x(second), height, 'grid'),
    text(x(second), height + 16, `${px(second)} s`, { anchor: 'middle', class: 'tick' }),
  ]);
  return svg(height + 22, 'Time to recover', [...axis, ...rows]);
}

/** Traffic that moved before the edge had noticed did not wait for it. */
function trafficBar(label: string, { detection, traffic, total }: DrillResult['rto']['api']): Bar {
  if (total === null || traffic === null) return { label, parts: [], total: null };
  const waited = detection !== null && detection <= total;
  const moved = { name: 'traffic', seconds: waited ? traffic : total, kind: 'region-0' };
  if (waited) {
    return {
      label,
      total,
      parts: [{ name: 'detection', seconds: detection, kind: 'region-2' }, moved],
    };
  }
  const note = detection === null ? 'nothing detected' : `detected at ${detection.toFixed(2)}`;
  return { label, total, parts: [moved], note };
}

function jobsBar({ decision, total }: DrillResult['rto']['jobs']): Bar {
  if (decision === null) return { label: 'Jobs', parts: [], total: null };
  const end = total ?? decision;
  return {
    label: 'Jobs',
    total: end,
    parts: [
      { name: 'decision', seconds: decision, kind: 'region-1' },
      { name: 'first work', seconds: end - decision, kind: 'region-0' },
    ],
  };
}

function row(
  { label, parts, total, note }: Bar,
  y: number,
  x: (seconds: number) => number,
): string[] {
  const name = text(PANEL.left - 8, y + 20, label, { anchor: 'end', class: 'tick' });
  if (total === null) return [name, text(x(0) + 6, y + 20, 'did not move', { class: 'tick' })];
  let from = 0;
  const bars = parts.map((part) => {
    const left = x(from);
    from += part.seconds;
    const title = `${part.name}: ${part.seconds.toFixed(3)} s`;
    return rect(left, y + 5, x(from) - left, ROW - 10, `bar ${part.kind}`, title);
  });
  const said = [
    ...parts.map((part) => `${part.name} ${part.seconds.toFixed(2)}`),
    ...(note ? [note] : []),
  ].join(', ');
  const sum = text(x(from) + 8, y + 16, `${total.toFixed(2)} s`);
  return [name, ...bars, sum, text(x(from) + 8, y + 28, said, { class: 'tick' })];
}
