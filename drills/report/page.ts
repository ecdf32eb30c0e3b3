import { factsOf } from '../checks/index.ts';
import type { History } from '../history/index.ts';
import type { DrillResult } from '../result/index.ts';
import { checksTable, offenders } from './checks-table.ts';
import { countsLine, phasesTable, tiles } from './figures.ts';
import type { Canvas } from './frame.ts';
import { faultSpans, timelineRows } from './marks.ts';
import { latencyPanel, offersPanel, servedPanel, timelinePanel } from './panels.ts';
import { rtoPanel } from './rto-panel.ts';
import { type Series, SOMEWHERE, seriesOf } from './series.ts';
import { STYLE } from './style.ts';
import { escaped } from './svg.ts';

const VERDICTS = { true: 'valid', false: 'invalid', unknown: 'unknown' } as const;
/** Nothing is loaded, run or sent: the page is one file. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** report.html: the whole drill on one self-contained page. Its size grows with the charts, not with the load. */
export function reportPage(history: History, result: DrillResult): string {
  const facts = factsOf(history);
  const series = seriesOf(facts);
  const after = (time: number) => (time - series.from) / 1_000;
  const canvas: Canvas = { series, bands: faultSpans(facts, after, series.seconds) };
  const title = `${result.drill}: ${VERDICTS[`${result.valid}`]}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><main>
${heading(result, series)}
${tiles(result)}
<section class="charts"><div>${charts(canvas, facts)}</div></section>
<section><h2>Time to recover</h2><div class="charts"><div>${rtoPanel(result)}</div></div></section>
<section><h2>Before, during and after</h2>${phasesTable(result)}${countsLine(result)}</section>
<section><h2>Checks</h2>${checksTable(result)}</section>
${offenders(facts, result, series.from)}
</main></body></html>
`;
}

function heading({ drill, profile, seed, valid, load }: DrillResult, { from }: Series): string {
  const began = new Date(from).toISOString().replace('T', ' ').slice(0, 19);
  const verdict = `<span class="verdict ${valid}">${VERDICTS[`${valid}`]}</span>`;
  const about = `${load.rate} requests/s for ${load.seconds} s, profile ${profile}, seed ${seed}, ${began} UTC`;
  return `<header><h1>${escaped(drill)}</h1>${verdict}</header><p class="soft">${escaped(about)}</p>`;
}

function charts(canvas: Canvas, facts: ReturnType<typeof factsOf>): string {
  const { series } = canvas;
  const rows = timelineRows(facts, series.from, series.seconds);
  const per = series.step === 1 ? 'each second' : `each ${series.step} s`;
  const quantiles = key(['p50', 'median'], ['p99', '99 %']);
  return [
    ...(rows.length > 0 ? [chart('What happened', '', timelinePanel(canvas, rows))] : []),
    chart(
      'Offers a second',
      key(['accepted', 'accepted'], ['error', 'first try failed'], ['offered', 'offered']),
      offersPanel(canvas),
    ),
    chart(
      `Acceptance, ${per}, from when it was due`,
      quantiles,
      latencyPanel(canvas, 'Acceptance latency', ({ acceptance }) => acceptance),
    ),
    chart(
      'Until the bank had the outcome, the time people took included',
      quantiles,
      latencyPanel(canvas, 'Completion latency', ({ completion }) => completion),
    ),
    chart(
      'API answers a second, by region',
      regionKey(series),
      servedPanel(canvas, 'API by region', ({ api }) => api),
    ),
    chart(
      'Applets served a second, by region',
      regionKey(series),
      servedPanel(canvas, 'Applets by region', ({ sim }) => sim),
    ),
  ].join('');
}

const chart = (name: string, legend: string, drawing: string): string =>
  `<h3>${escaped(name)}<span class="soft">${legend}</span></h3>${drawing}`;

function regionKey({ regions }: Series): string {
  const named = regions.map((region, index) => {
    const name = region === SOMEWHERE ? 'region not known' : region;
    return [`r${Math.min(index, 2)}`, name] as const;
  });
  return key(...named, ['error', 'failed']);
}

function key(...entries: readonly (readonly [string, string])[]): string {
  return entries.map(([kind, name]) => `<i class="key k-${kind}"></i>${escaped(name)}`).join('');
}
