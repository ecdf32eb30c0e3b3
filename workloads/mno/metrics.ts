import { counter, gauge, histogram, type Registry } from '@tandem/runtime';
import type { OperatorApi } from './operator-api.ts';

export type MnoMetrics = ReturnType<typeof mnoMetrics>;

export function mnoMetrics(registry: Registry, operator: OperatorApi) {
  gauge(registry, {
    name: 'tandem_mno_operator_in_flight',
    help: "Requests to the operator's API that wait for an answer.",
    collect: (metric) => metric.set(operator.inFlight),
  });
  gauge(registry, {
    name: 'tandem_mno_operator_queue_depth',
    help: "Transactions that wait for their turn to ask the operator's API.",
    collect: (metric) => metric.set(operator.waiting),
  });
  gauge(registry, {
    name: 'tandem_mno_operator_circuit_open',
    help: "1 while the operator's API is left alone after failures in a row.",
    collect: (metric) => metric.set(operator.circuit === 'closed' ? 0 : 1),
  });
  return {
    resolutions: counter(registry, {
      name: 'tandem_mno_resolutions_total',
      help: 'Transactions whose subscriber was looked up, by result.',
      labelNames: ['result'],
    }),
    operator: counter(registry, {
      name: 'tandem_mno_operator_answers_total',
      help: "What the operator's API said, or why an authentication went on without it.",
      labelNames: ['result'],
    }),
    operatorSeconds: histogram(registry, {
      name: 'tandem_mno_operator_seconds',
      help: "How long the operator's API took, retries included.",
    }),
    resolveSeconds: histogram(registry, {
      name: 'tandem_mno_resolve_seconds',
      help: 'From accepting a request to knowing its applet.',
    }),
    cacheFailures: counter(registry, {
      name: 'tandem_mno_cache_failures_total',
      help: 'Look-ups that the cache failed; documents answered.',
    }),
  };
}
