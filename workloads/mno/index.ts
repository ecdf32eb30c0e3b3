import { EVENT_TOPICS } from '@tandem/core';
import { SampledLogger, type WorkloadFactory } from '@tandem/runtime';
import type { Subscription } from '@tandem/stores';
import {
  AppletDirectory,
  eachNotice,
  hintCacheOf,
  ledgerOf,
  progressDelays,
  secretBytes,
  subscriptionFigures,
} from '../records/index.ts';
import { mnoMetrics } from './metrics.ts';
import { OperatorApi } from './operator-api.ts';
import { Resolver } from './resolver.ts';

const SEAL_KEY = 'msisdn-seal-key';
const SEAL_KEY_BYTES = 32;

/** Resolves who is to be authenticated: `transaction-accepted` in, subscriber known or unknown out. */
export const createMno: WorkloadFactory = (context) => {
  const { clock, config, documents, events, secrets, topology } = context;
  const { mnoApi } = topology.authentication;
  const log = new SampledLogger(context.logger, { clock });
  const operator = new OperatorApi({
    baseUrl: config.mnoBaseUrl,
    clock,
    timeoutMs: mnoApi.timeoutMs,
    maxAttempts: mnoApi.maxAttempts,
    ...(config.mnoToken === undefined ? {} : { token: config.mnoToken }),
  });
  const metrics = mnoMetrics(context.metrics, operator);
  const directory = new AppletDirectory({
    documents,
    cache: hintCacheOf(context),
    cacheTtlMs: mnoApi.subscriberCacheMs,
    onCacheFailure(error) {
      metrics.cacheFailures.inc();
      log.log('warn', 'the cache did not answer a look-up', { err: error });
    },
  });
  let subscription: Subscription | undefined;

  return {
    name: 'mno',

    async start() {
      const resolver = new Resolver({
        ledger: ledgerOf(context),
        directory,
        operator,
        sealKey: await secretBytes(secrets, SEAL_KEY, SEAL_KEY_BYTES),
        clock,
        metrics,
        delays: progressDelays(topology),
      });
      subscription = await events.subscribe({
        group: 'mno',
        topics: [EVENT_TOPICS.accepted],
        ...subscriptionFigures(topology, EVENT_TOPICS.accepted),
        handle: (batch) => eachNotice(batch, (notice) => resolver.resolve(notice.transactionId)),
        onError: (error) => log.log('error', 'a batch of requests failed', { err: error }),
      });
    },

    health: () =>
      subscription ? { ready: true } : { ready: false, detail: 'not subscribed to the event log' },

    async drain(deadlineMs) {
      // Past the deadline the operator's answers are given up, and what waits for them goes on without.
      const cancel = clock.schedule(deadlineMs, () => void operator.close());
      await subscription?.close();
      cancel();
      await operator.close();
    },
  };
};
