/** One line of a chart, or the one number of a field. */
export interface Query {
  readonly expr: string;
  /** With `{{label}}` in it. */
  readonly legend: string;
}

export type Unit = 'short' | 's' | 'reqps' | 'ops' | 'percentunit' | 'bytes' | 'Bps';

export interface Panel {
  readonly kind: 'chart' | 'number';
  readonly title: string;
  /** What it means when it looks otherwise than usual. */
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** Of the 24 columns of a dashboard. */
  readonly width: number;
  /** From here on a number is red; below it, or from `warn` on, green or orange. */
  readonly red?: number;
  /** A number that is red below its threshold: 0 of 8 binds. */
  readonly lowIsBad?: boolean;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly rows: readonly Row[];
  /** Labels that the reader chooses values of, with the series whose values are offered. */
  readonly choices?: readonly { readonly label: string; readonly of: string }[];
  /** Times of singleton work that moves are drawn into every chart. */
  readonly epochs?: boolean;
}

type PanelFields = Omit<Panel, 'kind' | 'queries' | 'width'> & { readonly width?: number };

export const chart = (
  fields: PanelFields,
  ...queries: readonly (readonly [expr: string, legend: string])[]
): Panel => ({
  width: 12,
  ...fields,
  kind: 'chart',
  queries: queries.map(([expr, legend]) => ({ expr, legend })),
});

export const number = (fields: PanelFields, expr: string, legend = ''): Panel => ({
  width: 4,
  ...fields,
  kind: 'number',
  queries: [{ expr, legend }],
});

const RATE = '$__rate_interval';

/** A counter by the second, added up by labels. */
export const rateOf = (selector: string, ...by: readonly string[]): string =>
  `sum by (${by.join(', ')}) (rate(${selector}[${RATE}]))`;

/** A quantile of a histogram, by labels; `matchers` without braces. */
export const quantileOf = (
  quantile: number,
  histogram: string,
  matchers: string,
  ...by: readonly string[]
): string => {
  const selector = `${histogram}_bucket${matchers === '' ? '' : `{${matchers}}`}`;
  return `histogram_quantile(${quantile}, ${rateOf(selector, 'le', ...by)})`;
};
