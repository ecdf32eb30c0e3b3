import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Dashboard, Panel } from './panels.ts';

/** The query front end of Thanos, by the uid under which Grafana's values provision it. */
export const METRICS_SOURCE = { type: 'prometheus', uid: 'thanos' } as const;

const CHART_HEIGHT = 8;
const NUMBER_HEIGHT = 4;
const LETTERS = 'ABCDEFGHIJKLMNOP';

/** The dashboard as Grafana stores it. Its version is git's: nobody edits it there. */
export function renderDashboard(dashboard: Dashboard): object {
  const { uid, title, description, tags, rows, choices = [], epochs = false } = dashboard;
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['tandem', ...tags])
    .timezone('utc')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly();
  for (const { label, of } of choices) {
    builder.withVariable(
      new QueryVariableBuilder(label)
        .label(label)
        .datasource(METRICS_SOURCE)
        .query(`label_values(${of}, ${label})`)
        .multi(true)
        .includeAll(true)
        .allValue('.*'),
    );
  }
  if (epochs) {
    builder.annotation(
      new AnnotationQueryBuilder()
        .name('singleton work moves')
        .datasource(METRICS_SOURCE)
        .enable(true)
        .iconColor('orange')
        .expr('max(tandem_scheduled_jobs_epoch) > max(tandem_scheduled_jobs_epoch offset 1m)'),
    );
  }
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panelOf(panel));
  }
  return builder.build();
}

function panelOf(panel: Panel): StatBuilder | TimeseriesBuilder {
  const { kind, title, description, unit, queries, width } = panel;
  const common =
    kind === 'number'
      ? new StatBuilder().height(NUMBER_HEIGHT).thresholds(thresholdsOf(panel))
      : new TimeseriesBuilder().height(CHART_HEIGHT).fillOpacity(8).lineWidth(1).min(0);
  common.title(title).description(description).datasource(METRICS_SOURCE).unit(unit).span(width);
  for (const [index, { expr, legend }] of queries.entries()) {
    const query = new DataqueryBuilder()
      .refId(LETTERS[index] ?? `Q${index}`)
      .datasource(METRICS_SOURCE)
      .expr(expr)
      .legendFormat(legend);
    common.withTarget(kind === 'number' ? query.instant() : query.range());
  }
  return common;
}

function thresholdsOf({ red, lowIsBad = false }: Panel): ThresholdsConfigBuilder {
  const [low, high] = lowIsBad ? (['red', 'green'] as const) : (['green', 'red'] as const);
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([
      { value: null, color: red === undefined ? 'green' : low },
      ...(red === undefined ? [] : [{ value: red, color: high }]),
    ]);
}
