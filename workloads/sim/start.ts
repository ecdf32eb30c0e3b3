import { createAppletServer, isAppletError } from '@tandem/applet';
import { EVENT_TOPICS } from '@tandem/core';
import { SampledLogger, type WorkloadContext } from '@tandem/runtime';
import type { Subscription } from '@tandem/stores';
import {
  AppletDirectory,
  appletKeysOf,
  eachNotice,
  hintCacheOf,
  ledgerOf,
  type Notice,
  progressDelays,
  subscriptionFigures,
} from '../records/index.ts';
import { Answers } from './answers.ts';
import { Counters } from './counters.ts';
import { Desk } from './desk.ts';
import { Listener } from './listener.ts';
import { Mailbox } from './mailbox.ts';
import { exposeServer, simMetrics } from './metrics.ts';
import { pendingOf } from './pending.ts';
import { Polls } from './polls.ts';
import { Presented } from './presented.ts';
import { Search } from './search.ts';
import { WrongKeys } from './wrong-keys.ts';

/** Wires the parts of sim together and opens the port. Rejects when that is not possible. */
export async function startSim(context: WorkloadContext) {
  const { clock, config, documents, events, topology } = context;
  const cache = hintCacheOf(context);
  const { applet, authentication, health } = topology;
  const log = new SampledLogger(context.logger, { clock });
  const metrics = simMetrics(context.metrics);
  const keys = await appletKeysOf(context.secrets);
  const ledger = ledgerOf(context);
  const onCacheFailure = (error: unknown): undefined => {
    metrics.cacheFailures.inc();
    log.log('warn', 'the cache did not answer', { err: error });
  };
  const mailbox = new Mailbox({
    cache,
    ttlMs: authentication.mailboxTtlMs,
    onFailure: onCacheFailure,
  });
  const counters = new Counters({
    cache,
    clock,
    ttlMs: authentication.mailboxTtlMs,
    onFailure: onCacheFailure,
  });
  const directory = new AppletDirectory({
    documents,
    cache,
    cacheTtlMs: authentication.mnoApi.subscriberCacheMs,
    onCacheFailure,
  });
  const presented = new Presented({
    ledger,
    clock,
    onFailure: (error) => log.log('warn', 'a presented popup was not recorded', { err: error }),
  });
  const search = new Search({
    ledger,
    directory,
    clock,
    horizonMs: authentication.mailboxTtlMs,
    retryAfterMs: applet.nothingPendingRetrySeconds * 1_000,
  });
  const polls = new Polls({
    mailbox,
    search,
    presented,
    ledger,
    clock,
    metrics,
    retryAfterSeconds: applet.nothingPendingRetrySeconds,
  });
  const answers = new Answers({
    ledger,
    mailbox,
    presented,
    clock,
    metrics,
    maxAnswerLength: authentication.maxAnswerLength,
    decidedMs: progressDelays(topology).decided,
  });
  const desk = new Desk({ polls, answers, directory, clock, metrics });
  const wrongKeys = new WrongKeys({
    ledger,
    clock,
    onFailure: (error) => log.log('warn', 'a frame of a wrong key was not noted', { err: error }),
  });
  if (config.appletUnauthenticated) {
    context.logger.warn('frames of applets are not authenticated: anyone can answer for anyone');
  }
  const server = createAppletServer({
    host: config.host,
    port: config.appletPort,
    authentication: config.appletUnauthenticated
      ? 'none'
      : {
          keyFor: (appletId) => keys.keyFor(appletId),
          acceptCounter: (appletId, counter) => counters.accept(appletId, counter),
          mismatched: wrongKeys.note,
        },
    handle: desk.handle,
    idleTimeoutMs: applet.idleTimeoutMs,
    frameTimeoutMs: applet.firstFrameTimeoutMs,
    maxConnections: applet.maxConnections,
    clock,
    hooks: {
      refused: () => metrics.connectionsRefused.inc(),
      closed: (reason) => metrics.connectionsClosed.inc({ reason }),
      rejected: (code) => metrics.refusals.inc({ code }),
      failed(error) {
        // A refusal is an answer, and counted as such.
        if (!isAppletError(error)) log.log('error', 'an applet frame failed', { err: error });
      },
    },
  });
  exposeServer(context.metrics, server, search);

  async function leave({ transactionId, type }: Notice): Promise<void> {
    // A transaction that was driven again may have moved in another region, unseen here.
    const driven = type === 'redriven';
    const transaction = await (driven ? ledger.get(transactionId) : ledger.recall(transactionId));
    const appletId = transaction?.awaiting;
    const pending = appletId && pendingOf(transaction, appletId, clock.now());
    metrics.notifications.inc({ result: pending ? 'left' : 'over' });
    if (appletId && pending) await mailbox.leave(appletId, pending);
  }

  const listener = new Listener({
    server,
    regionHealth: context.regionHealth,
    clock,
    retryMs: health.checkEveryMs,
    graceMs: applet.answerRepeatMs,
    onFailure: (error) => log.log('error', 'the applet port cannot be opened', { err: error }),
  });
  await listener.start();
  const subscription: Subscription = await events.subscribe({
    group: 'sim',
    topics: [EVENT_TOPICS.resolved],
    ...subscriptionFigures(topology, EVENT_TOPICS.resolved),
    handle: (batch) => eachNotice(batch, leave),
    onError: (error) => log.log('error', 'a batch of notifications failed', { err: error }),
  });

  return {
    health: () =>
      listener.failure === undefined ? { ready: true } : { ready: false, detail: listener.failure },
    ports: () => (listener.port === undefined ? {} : { applet: listener.port }),
    async drain(deadlineMs: number): Promise<void> {
      listener.stop();
      await Promise.all([subscription.close(), server.close(deadlineMs)]);
      await Promise.all([presented.drain(), counters.drain()]);
    },
  };
}

export type RunningSim = Awaited<ReturnType<typeof startSim>>;
