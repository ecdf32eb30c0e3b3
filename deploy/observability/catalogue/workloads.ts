import type { LabelValues, Metric, MetricType } from './metric.ts';

type Labels = Readonly<Record<string, LabelValues>>;

const of =
  (from: string) =>
  (type: MetricType, name: string, labels: Labels = {}): Metric => ({ name, type, labels, from });

const every = of('every workload');
const api = of('api');
const sim = of('sim');
const sms = of('sms');
const mno = of('mno');
const timer = of('timer');
const jobs = of('scheduled-jobs');
const audit = of('audit');
const dashboard = of('dashboard');

/** States of a message, SMPP 3.4 section 5.2.28. */
const MESSAGE_STATES = [
  'ENROUTE',
  'DELIVERED',
  'EXPIRED',
  'DELETED',
  'UNDELIVERABLE',
  'ACCEPTED',
  'UNKNOWN',
  'REJECTED',
];

const RESPONSE_TYPES = [
  'APPROVED',
  'REJECTED',
  'ANSWERED',
  'VERIFIED',
  'NOT_AVAILABLE',
  'NOT_REGISTERED',
  'FAILED',
  'unknown',
];

const REFUSALS = [
  'MALFORMED_FRAME',
  'FRAME_TOO_LARGE',
  'UNKNOWN_MESSAGE',
  'INVALID_FIELD',
  'UNEXPECTED_MESSAGE',
  'AUTHENTICATION_FAILED',
  'STALE_COUNTER',
  'FRAME_TIMEOUT',
  'UNAVAILABLE',
  'INTERNAL',
];

/**
 * Every metric of our own that rules and dashboards may name, with its labels. A system test scrapes a
 * running system and fails when one of them is not there, has other labels, or is missing here.
 */
export const WORKLOAD_METRICS: readonly Metric[] = [
  every('gauge', 'tandem_health_up'),
  every('gauge', 'tandem_health_probe_up', { probe: 'open' }),
  every('gauge', 'tandem_clock_skew_seconds'),
  every('gauge', 'tandem_region_drained'),
  every('gauge', 'tandem_region_peer_able', { peer: 'open' }),
  every('gauge', 'tandem_events_lag_messages', { group: 'open', topic: 'open' }),
  every('gauge', 'tandem_secret_changed_timestamp_seconds', { secret: 'open' }),
  every('counter', 'tandem_ledger_unpublished_total', { topic: 'open' }),
  every('counter', 'process_cpu_seconds_total'),
  every('gauge', 'process_resident_memory_bytes'),
  every('gauge', 'process_start_time_seconds'),
  every('gauge', 'nodejs_eventloop_lag_p99_seconds'),
  every('gauge', 'nodejs_heap_size_used_bytes'),
  api('counter', 'tandem_api_requests_total', { route: 'open', method: 'open', status: 'open' }),
  api('histogram', 'tandem_api_request_seconds', { route: 'open' }),
  api('counter', 'tandem_api_refusals_total', { code: 'open' }),
  api('counter', 'tandem_api_rate_limit_cache_errors_total'),
  api('gauge', 'tandem_api_in_flight_requests'),
  sim('counter', 'tandem_sim_polls_total', {
    result: ['mailbox', 'documents', 'nothing', 'unknown-applet'],
  }),
  sim('counter', 'tandem_sim_answers_total', {
    status: ['00', '01', '02', '03', '04'],
    result: ['recorded', 'late', 'unknown'],
  }),
  sim('counter', 'tandem_sim_registrations_total', { result: 'open' }),
  sim('counter', 'tandem_sim_refusals_total', { code: REFUSALS }),
  sim('counter', 'tandem_sim_connections_closed_total', { reason: 'open' }),
  sim('counter', 'tandem_sim_connections_refused_total'),
  sim('counter', 'tandem_sim_notifications_total', { result: ['left', 'over'] }),
  sim('counter', 'tandem_sim_cache_failures_total'),
  sim('histogram', 'tandem_sim_poll_seconds'),
  sim('histogram', 'tandem_sim_answer_seconds'),
  sim('gauge', 'tandem_sim_connections'),
  sim('gauge', 'tandem_sim_listening'),
  sim('gauge', 'tandem_sim_searches_in_flight'),
  sms('counter', 'tandem_sms_wake_ups_total', { result: 'open' }),
  sms('counter', 'tandem_sms_submits_total', {
    result: ['accepted', 'refused', 'timed-out', 'link-lost'],
  }),
  sms('counter', 'tandem_sms_submit_retries_total', { reason: ['refused', 'not-sent'] }),
  sms('histogram', 'tandem_sms_submit_seconds'),
  sms('counter', 'tandem_sms_receipts_total', {
    result: ['joined', 'repeat', 'unknown', 'unavailable', 'not-a-receipt', 'unreadable'],
  }),
  sms('counter', 'tandem_sms_receipt_states_total', { state: MESSAGE_STATES }),
  sms('counter', 'tandem_sms_throttled_total', { bind: 'open' }),
  sms('counter', 'tandem_sms_bind_submits_total', { bind: 'open' }),
  sms('counter', 'tandem_sms_command_statuses_total', { status: 'open' }),
  sms('counter', 'tandem_sms_unbound_total', { bind: 'open' }),
  sms('gauge', 'tandem_sms_bind_paused', { bind: 'open' }),
  sms('gauge', 'tandem_sms_bind_up', { bind: 'open' }),
  sms('gauge', 'tandem_sms_bind_in_flight', { bind: 'open' }),
  sms('gauge', 'tandem_sms_queue_depth'),
  sms('gauge', 'tandem_sms_under_way'),
  mno('gauge', 'tandem_mno_operator_in_flight'),
  mno('gauge', 'tandem_mno_operator_queue_depth'),
  mno('gauge', 'tandem_mno_operator_circuit_open'),
  mno('counter', 'tandem_mno_resolutions_total', {
    result: ['resolved', 'unknown', 'already', 'late', 'absent'],
  }),
  mno('counter', 'tandem_mno_operator_answers_total', { result: 'open' }),
  mno('histogram', 'tandem_mno_operator_seconds'),
  mno('histogram', 'tandem_mno_resolve_seconds'),
  mno('counter', 'tandem_mno_cache_failures_total'),
  timer('histogram', 'tandem_timer_lateness_seconds'),
  timer('counter', 'tandem_timer_due_total', { decided: ['here', 'elsewhere', 'nowhere'] }),
  timer('counter', 'tandem_timer_failed_sweeps_total'),
  jobs('gauge', 'tandem_scheduled_jobs_callbacks_in_flight'),
  jobs('gauge', 'tandem_scheduled_jobs_callbacks_waiting'),
  jobs('gauge', 'tandem_scheduled_jobs_overdue_seconds'),
  jobs('gauge', 'tandem_scheduled_jobs_epoch'),
  jobs('gauge', 'tandem_scheduled_jobs_active'),
  jobs('counter', 'tandem_scheduled_jobs_callbacks_total', {
    result: ['delivered', 'retried', 'dead', 'skipped', 'unrecorded'],
  }),
  jobs('counter', 'tandem_scheduled_jobs_outcomes_total', { response_type: RESPONSE_TYPES }),
  jobs('gauge', 'tandem_scheduled_jobs_outcomes_day', { response_type: RESPONSE_TYPES }),
  jobs('counter', 'tandem_scheduled_jobs_callbacks_deferred_total'),
  jobs('histogram', 'tandem_scheduled_jobs_callback_seconds'),
  jobs('counter', 'tandem_scheduled_jobs_driven_total', {
    what: ['published', 'delivered', 'left'],
  }),
  jobs('counter', 'tandem_scheduled_jobs_runs_total', {
    job: 'open',
    result: ['done', 'stale', 'failed'],
  }),
  jobs('counter', 'tandem_guard_refused_total', { document: 'open' }),
  jobs('gauge', 'tandem_audit_chain_broken', { chain: 'open' }),
  jobs('gauge', 'tandem_audit_sealed_segments', { chain: 'open' }),
  audit('counter', 'tandem_audit_entries_total'),
  audit('counter', 'tandem_audit_segments_total'),
  audit('counter', 'tandem_audit_retries_total', { reason: ['race', 'unavailable'] }),
  audit('histogram', 'tandem_audit_lag_seconds'),
  dashboard('counter', 'tandem_dashboard_refused_total', { code: 'open' }),
  dashboard('counter', 'tandem_dashboard_streams_dropped_total'),
];
