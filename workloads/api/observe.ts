import type { TandemError } from '@tandem/core';
import { counter, gauge, histogram, SampledLogger, type WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface ApiObserver {
  refused(error: TandemError, request: FastifyRequest | undefined): void;
  cacheFailed(error: unknown): void;
  follow(server: FastifyInstance, inFlight: () => number): void;
}

/** Metrics of the API and its log. Neither ever holds a body, a header or a query. */
export function observeApi({ metrics, logger, clock }: WorkloadContext): ApiObserver {
  const sampled = new SampledLogger(logger, { clock });
  const requests = counter(metrics, {
    name: 'tandem_api_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['route', 'method', 'status'],
  });
  const seconds = histogram(metrics, {
    name: 'tandem_api_request_seconds',
    help: 'From the first byte of a request to the last of its answer.',
    labelNames: ['route'],
  });
  const refusals = counter(metrics, {
    name: 'tandem_api_refusals_total',
    help: 'Requests refused, by code of the error registry.',
    labelNames: ['code'],
  });
  const cacheErrors = counter(metrics, {
    name: 'tandem_api_rate_limit_cache_errors_total',
    help: 'Exchanges of rate limits that the cache did not take; the limit then holds per process.',
  });
  return {
    refused(error, request) {
      refusals.inc({ code: error.code });
      const fields = {
        code: error.code,
        status: error.status,
        route: request?.routeOptions.url,
        request: request?.id,
        customer: request?.account?.id,
        ...(error.cause === undefined ? {} : { err: error.cause }),
      };
      const broken = error.code === 'internal';
      sampled.log(broken ? 'error' : 'info', broken ? 'request failed' : 'request refused', fields);
    },
    cacheFailed(error) {
      cacheErrors.inc();
      sampled.log('warn', 'rate limits were not exchanged', { err: error });
    },
    follow(server, inFlight) {
      gauge(metrics, {
        name: 'tandem_api_in_flight_requests',
        help: 'Approvals that wait for the documents.',
        collect: (metric) => metric.set(inFlight()),
      });
      server.addHook('onResponse', (request, reply, done) => {
        const { method, url: route = 'none' } = request.routeOptions;
        requests.inc({ route, method: String(method ?? 'none'), status: reply.statusCode });
        seconds.observe({ route }, reply.elapsedTime / 1_000);
        done();
      });
    },
  };
}
