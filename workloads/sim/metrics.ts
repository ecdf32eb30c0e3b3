import type { AppletServer } from '@tandem/applet';
import { counter, gauge, histogram, PERSON_SECONDS, type Registry } from '@tandem/runtime';
import type { Search } from './search.ts';

export type SimMetrics = ReturnType<typeof simMetrics>;

export function simMetrics(registry: Registry) {
  return {
    polls: counter(registry, {
      name: 'tandem_sim_polls_total',
      help: 'Polls answered: where the notification came from, that nothing was pending, or unknown.',
      labelNames: ['result'],
    }),
    answers: counter(registry, {
      name: 'tandem_sim_answers_total',
      help: 'Answers of applets by their status and by what they were told.',
      labelNames: ['status', 'result'],
    }),
    registrations: counter(registry, {
      name: 'tandem_sim_registrations_total',
      help: 'Registrations of applets by result.',
      labelNames: ['result'],
    }),
    refusals: counter(registry, {
      name: 'tandem_sim_refusals_total',
      help: 'Frames answered with 3199, by code.',
      labelNames: ['code'],
    }),
    connectionsClosed: counter(registry, {
      name: 'tandem_sim_connections_closed_total',
      help: 'Applet connections that ended, by reason.',
      labelNames: ['reason'],
    }),
    connectionsRefused: counter(registry, {
      name: 'tandem_sim_connections_refused_total',
      help: 'Applet connections above the limit.',
    }),
    notifications: counter(registry, {
      name: 'tandem_sim_notifications_total',
      help: 'Events of resolved subscribers: left in the mailbox, or over already.',
      labelNames: ['result'],
    }),
    cacheFailures: counter(registry, {
      name: 'tandem_sim_cache_failures_total',
      help: 'Calls that the cache failed; documents answered.',
    }),
    pollSeconds: histogram(registry, {
      name: 'tandem_sim_poll_seconds',
      help: 'From accepting a request to sending its notification.',
      buckets: PERSON_SECONDS,
    }),
    answerSeconds: histogram(registry, {
      name: 'tandem_sim_answer_seconds',
      help: 'From sending a notification to its answer.',
      buckets: PERSON_SECONDS,
    }),
  };
}

export function exposeServer(registry: Registry, server: AppletServer, search: Search): void {
  gauge(registry, {
    name: 'tandem_sim_connections',
    help: 'Applet connections that are open.',
    collect: (metric) => metric.set(server.connections),
  });
  gauge(registry, {
    name: 'tandem_sim_listening',
    help: '1 while the applet port is open.',
    collect: (metric) => metric.set(server.address ? 1 : 0),
  });
  gauge(registry, {
    name: 'tandem_sim_searches_in_flight',
    help: 'Polls that wait for documents.',
    collect: (metric) => metric.set(search.running),
  });
}
