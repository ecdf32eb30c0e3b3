import { readFile } from 'node:fs/promises';
import { EVENT_TOPICS } from '@tandem/core';
import { SampledLogger, type ServeConfig, type WorkloadContext } from '@tandem/runtime';
import { createEsme, type Esme, type EsmeOptions } from '@tandem/smpp';
import type { Topology } from '@tandem/topology';
import {
  appletKeysOf,
  eachNotice,
  ledgerOf,
  secretBytes,
  subscriptionFigures,
} from '../records/index.ts';
import { Binds } from './binds.ts';
import { Messages } from './messages.ts';
import { exposeBinds, smsMetrics } from './metrics.ts';
import { Receipts } from './receipts.ts';
import { Sender } from './sender.ts';
import { WakeUpMessage } from './wake-up-message.ts';
import { WakeUps } from './wake-ups.ts';

const SEAL_KEY = 'msisdn-seal-key';
const SEAL_KEY_BYTES = 32;
const MAX_SYSTEM_TYPE = 12;

export type RunningSms = Awaited<ReturnType<typeof startSms>>;

/** Wires the parts of sms together and begins to bind; an SMSC that is away does not stop the start. */
export async function startSms(context: WorkloadContext) {
  const { clock, config, documents, events, region, topology } = context;
  const { smpp, authentication } = topology;
  const log = new SampledLogger(context.logger, { clock });
  const metrics = smsMetrics(context.metrics);
  const ledger = ledgerOf(context);
  const messages = new Messages({ documents, clock, region });
  const binds = new Binds({ clock, window: smpp.window });
  const receipts = new Receipts({
    messages,
    ledger,
    clock,
    metrics,
    responseTimeoutMs: smpp.responseTimeoutMs,
    onFailure: (error) => log.log('warn', 'a receipt was not joined', { err: error }),
  });
  const sender = new Sender({
    ledger,
    binds,
    message: new WakeUpMessage({
      keys: await appletKeysOf(context.secrets),
      sealKey: await secretBytes(context.secrets, SEAL_KEY, SEAL_KEY_BYTES),
      source: smpp.sourceAddress,
    }),
    messages,
    receipts,
    clock,
    metrics,
    backoffMinMs: smpp.throttleBackoffMinMs,
    backoffMaxMs: smpp.throttleBackoffMaxMs,
    onFailure: (error) =>
      log.log('error', 'the end of an attempt was not recorded', { err: error }),
  });
  const wakeUps = new WakeUps({
    ledger,
    binds,
    sender,
    messages,
    clock,
    metrics,
    policy: authentication.wakeUp,
    onFailure: (error) => log.log('warn', 'a silent SIM was not looked at', { err: error }),
  });
  const password = await context.secrets.get(`smsc/${config.smsc.systemId}`);
  const options = { ...esmeOptions(context, password.trim()), ...(await tlsOf(config)) };
  const esmes: Esme[] = [];
  const count = config.smsc.binds ?? smpp.bindsPerRegion;
  for (let number = 1; number <= count; number += 1) {
    const esme = createEsme({ ...options, onDeliver: receipts.onDeliver });
    const name = String(number);
    const bind = { name, esme, taken: 0, pausedUntil: 0 };
    binds.add(bind);
    esme.on('bound', () => binds.serve());
    esme.on('throttled', (pauseMs) => {
      metrics.throttled.inc({ bind: name });
      binds.pause(bind, pauseMs);
    });
    esme.on('problem', (err) => log.log('warn', 'a PDU went wrong', { bind: name, err }));
    esme.on('unbound', (err, reconnectInMs) => {
      metrics.unbound.inc({ bind: name });
      log.log('warn', 'a bind ended', { bind: name, err, reconnectInMs });
    });
    esmes.push(esme);
  }
  exposeBinds(context.metrics, binds, () => sender.underWay);
  let draining = false;
  const subscription = await events.subscribe({
    group: 'sms',
    topics: [EVENT_TOPICS.resolved],
    ...subscriptionFigures(topology, EVENT_TOPICS.resolved),
    handle: (batch) => eachNotice(batch, ({ transactionId }) => wakeUps.wake(transactionId)),
    onError(error) {
      // What waited in line goes back to the log on purpose.
      if (!draining) log.log('error', 'a batch of wake-ups failed', { err: error });
    },
  });
  for (const esme of esmes) esme.start();

  return {
    binds,
    async drain(deadlineMs: number): Promise<void> {
      const until = clock.monotonic() + deadlineMs;
      draining = true;
      binds.stop();
      wakeUps.stop();
      const ended = Promise.all([subscription.close(), sender.idle()]);
      await Promise.race([ended, waitUntil(until)]);
      await receipts.drain();
      const left = Math.max(0, until - clock.monotonic());
      await Promise.all(esmes.map((esme) => esme.close(left)));
    },
  };

  function waitUntil(until: number): Promise<void> {
    return new Promise((resolve) => {
      clock.schedule(until - clock.monotonic(), resolve);
    });
  }
}

function esmeOptions(context: WorkloadContext, password: string): EsmeOptions {
  const { config, topology, clock, region } = context;
  const { smpp } = topology;
  return {
    host: config.smsc.host,
    port: config.smsc.port,
    systemId: config.smsc.systemId,
    // One account for all regions: what kind of system it is tells the operator which of them binds.
    systemType: systemTypeOf(topology, region),
    password,
    window: smpp.window,
    messagesPerSecond: smpp.messagesPerSecondPerBind,
    responseTimeoutMs: smpp.responseTimeoutMs,
    connectTimeoutMs: smpp.bindTimeoutMs,
    enquireLinkMs: smpp.enquireLinkMs,
    reconnect: { minMs: smpp.reconnectMinMs, maxMs: smpp.reconnectMaxMs },
    throttle: { minMs: smpp.throttleBackoffMinMs, maxMs: smpp.throttleBackoffMaxMs },
    clock,
  };
}

/** The name of the region, or its code where that is longer than SMPP allows (section 5.2.3). */
function systemTypeOf({ regions }: Topology, region: string): string {
  if (region.length <= MAX_SYSTEM_TYPE) return region;
  return regions.find(({ name }) => name === region)?.code ?? '';
}

async function tlsOf({ smsc }: ServeConfig): Promise<Pick<EsmeOptions, 'tls'>> {
  if (!smsc.tls) return {};
  if (smsc.tlsCaFile === undefined) return { tls: true };
  return { tls: { ca: await readFile(smsc.tlsCaFile) } };
}
