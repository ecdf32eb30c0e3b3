import type { Registry } from '../metrics.ts';

/** Values of series by the value of one label (empty where there is none), by the name of the figure. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number>>>>;

interface FigureSpec {
  readonly metric: string;
  /** Series that differ in other labels are added up. */
  readonly label?: string;
  /** Only series with these labels count. */
  readonly only?: Readonly<Record<string, string>>;
}

const APPROVALS = { route: '/v1/approvals' } as const;
const buckets = (metric: string, only?: FigureSpec['only']): FigureSpec => ({
  metric,
  label: 'le',
  ...(only && { only }),
});

/**
 * What a process tells the other processes of itself, beside its health: counters since its start and levels
 * of now. Of histograms it tells the buckets, so that whoever reads can add up processes and take quantiles.
 */
export const FIGURES = {
  requests: {
    metric: 'tandem_api_requests_total',
    label: 'status',
    only: { ...APPROVALS, method: 'POST' },
  },
  lookUps: { metric: 'tandem_mno_resolutions_total', label: 'result' },
  submits: { metric: 'tandem_sms_submits_total', label: 'result' },
  receipts: { metric: 'tandem_sms_receipts_total', label: 'result' },
  receiptStates: { metric: 'tandem_sms_receipt_states_total', label: 'state' },
  commandStatuses: { metric: 'tandem_sms_command_statuses_total', label: 'status' },
  polls: { metric: 'tandem_sim_polls_total', label: 'result' },
  answers: { metric: 'tandem_sim_answers_total', label: 'result' },
  expired: { metric: 'tandem_timer_due_total', label: 'decided' },
  outcomes: { metric: 'tandem_scheduled_jobs_outcomes_total', label: 'response_type' },
  callbacks: { metric: 'tandem_scheduled_jobs_callbacks_total', label: 'result' },
  bindUp: { metric: 'tandem_sms_bind_up', label: 'bind' },
  bindPaused: { metric: 'tandem_sms_bind_paused', label: 'bind' },
  bindInFlight: { metric: 'tandem_sms_bind_in_flight', label: 'bind' },
  bindSubmits: { metric: 'tandem_sms_bind_submits_total', label: 'bind' },
  bindThrottled: { metric: 'tandem_sms_throttled_total', label: 'bind' },
  bindUnbound: { metric: 'tandem_sms_unbound_total', label: 'bind' },
  smsQueue: { metric: 'tandem_sms_queue_depth' },
  smsUnderWay: { metric: 'tandem_sms_under_way' },
  lookUpQueue: { metric: 'tandem_mno_operator_queue_depth' },
  callbackQueue: { metric: 'tandem_scheduled_jobs_callbacks_waiting' },
  probes: { metric: 'tandem_health_probe_up', label: 'probe' },
  apiSeconds: buckets('tandem_api_request_seconds', APPROVALS),
  lookUpSeconds: buckets('tandem_mno_resolve_seconds'),
  submitSeconds: buckets('tandem_sms_submit_seconds'),
  notificationSeconds: buckets('tandem_sim_poll_seconds'),
  answerSeconds: buckets('tandem_sim_answer_seconds'),
  callbackSeconds: buckets('tandem_scheduled_jobs_callback_seconds'),
} as const satisfies Record<string, FigureSpec>;

export type FigureName = keyof typeof FIGURES;

/** The figures of this process; those of workloads that it does not run are absent. */
export async function readFigures(metrics: Registry): Promise<Figures> {
  const read = await Promise.all(
    Object.entries(FIGURES).map(
      async ([name, spec]): Promise<[string, Record<string, number>]> => [
        name,
        await readFigure(metrics, spec),
      ],
    ),
  );
  return Object.fromEntries(read.filter(([, values]) => Object.keys(values).length > 0));
}

async function readFigure(
  metrics: Registry,
  { metric, label, only }: FigureSpec,
): Promise<Record<string, number>> {
  const found = await metrics.getSingleMetric(metric)?.get();
  const sums: Record<string, number> = {};
  for (const { labels, value, ...series } of found?.values ?? []) {
    if (label === 'le' && !isBucket(series)) continue;
    const all = labels as Readonly<Record<string, string | number | undefined>>;
    if (only && Object.entries(only).some(([key, text]) => all[key] !== text)) continue;
    const key = label === undefined ? '' : String(all[label] ?? '');
    sums[key] = (sums[key] ?? 0) + value;
  }
  return sums;
}

/** A histogram gives its sum and its count as well. */
function isBucket(series: object): boolean {
  return 'metricName' in series && String(series.metricName).endsWith('_bucket');
}
