import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '@tandem/core';
import type { Workload, WorkloadContext } from '@tandem/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAudit } from '../audit/index.ts';
import { AUDIT_SEALS } from '../audit/seal.ts';
import { verifyAudit } from '../audit/verify.ts';
import { requestHandover } from '../guard/index.ts';
import { CUSTOMERS, ledgerOf } from '../records/index.ts';
import { MemorySecrets, metricOf, testContext, until } from '../records/testing/context.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { MemoryEvents } from '../testing/memory-events.ts';
import { passTime } from '../testing/settle.ts';
import { acceptedAnswer, newTransaction, resolved } from '../testing/transactions.ts';
import { BUSINESS_HOURS } from './business/rollup.ts';
import { createScheduledJobs } from './workload.ts';

const LEASE_MS = 15_000;
const SECRETS = {
  'customers/acme': JSON.stringify({
    clientSecretSha256: '0'.repeat(64),
    signingSecret: 'a signing secret of tests',
  }),
};

let clock: ManualClock;
let shared: MemoryDocuments;
let bank: Server;
let bodies: string[];
let status: number;
let running: Workload[];

function regionOf(region: string): WorkloadContext & { readonly events: MemoryEvents } {
  return {
    ...testContext({ region, clock }),
    // Its own object: what a region's process remembers hangs on its connection.
    documents: new Proxy(shared, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    }),
    events: new MemoryEvents(() => clock.now()),
    secrets: new MemorySecrets(SECRETS),
  };
}

async function start(...workloads: Workload[]): Promise<void> {
  for (const workload of workloads) {
    running.push(workload);
    await workload.start();
  }
}

async function decided(context: WorkloadContext): Promise<string> {
  const ledger = ledgerOf(context);
  const callbackUrl = `http://127.0.0.1:${(bank.address() as AddressInfo).port}/callbacks`;
  const fresh = newTransaction(clock.now());
  const transaction = { ...fresh, request: { ...fresh.request, callbackUrl } };
  await ledger.accept(transaction);
  await ledger.apply(transaction._id, resolved(clock.now(), context.region));
  await ledger.apply(transaction._id, acceptedAnswer(clock.now(), context.region));
  return transaction._id;
}

const callbackOf = async (context: WorkloadContext, id: string) =>
  (await ledgerOf(context).get(id))?.callback;

beforeEach(async () => {
  clock = new ManualClock();
  shared = new MemoryDocuments();
  bodies = [];
  status = 204;
  running = [];
  bank = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => bank.listen(0, '127.0.0.1', resolve));
  await shared.collection(CUSTOMERS).insert({
    _id: 'acme',
    version: 1,
    name: 'Acme',
    clientId: 'acme-client',
    callbackHosts: [],
    loopbackCallbacks: true,
  });
});

afterEach(async () => {
  for (const workload of running) {
    const drained = workload.drain(1_000);
    await passTime(clock, 2_000, 500);
    await drained;
  }
  bank.closeAllConnections();
  await new Promise((resolve) => bank.close(resolve));
});

describe('scheduled-jobs', () => {
  test('calls the customer back once the outcome stands', async () => {
    const east = regionOf('us-east-1');
    await start(createScheduledJobs(east));
    const id = await decided(east);
    await until(async () => (await callbackOf(east, id))?.state === 'delivered');
    expect(bodies).toHaveLength(1);
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ transactionId: id });
    const outcomes = await metricOf(east, 'tandem_scheduled_jobs_outcomes_total', {
      response_type: 'APPROVED',
    });
    expect(outcomes).toBe(1);
  });

  test('retries a failing endpoint by the schedule, with the same content', async () => {
    const east = regionOf('us-east-1');
    await start(createScheduledJobs(east));
    status = 503;
    const id = await decided(east);
    await until(async () => (await callbackOf(east, id))?.attempts === 1);
    status = 200;
    await passTime(clock, 2_000, 100);
    await until(async () => (await callbackOf(east, id))?.state === 'delivered');
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toBe(bodies[0]);
  });

  test('the other region delivers what a lost region owed', async () => {
    const [east, west] = [regionOf('us-east-1'), regionOf('us-west-2')];
    // East decided it and died: nobody consumes its log.
    const id = await decided(east);
    await start(createScheduledJobs(west));
    await passTime(clock, 25_000, 250);
    await until(async () => (await callbackOf(west, id))?.state === 'delivered');
    expect(bodies).toHaveLength(1);
  });

  test('delivers again when the log redelivers, only if nobody recorded it', async () => {
    const east = regionOf('us-east-1');
    await start(createScheduledJobs(east));
    const id = await decided(east);
    await until(async () => (await callbackOf(east, id))?.state === 'delivered');
    await east.events.redeliver('transaction-decided');
    await passTime(clock, 1_000, 250);
    expect(bodies).toHaveLength(1);
  });

  test('an event that names no customer is refused and harms no other', async () => {
    const east = regionOf('us-east-1');
    await start(createScheduledJobs(east));
    const value = JSON.stringify({ transactionId: 'T', type: 'applet-answered', at: 1 });
    await expect(east.events.publish('transaction-decided', [{ key: 'T', value }])).rejects.toThrow(
      'no customer',
    );
    const id = await decided(east);
    await until(async () => (await callbackOf(east, id))?.state === 'delivered');
  });

  test('rolls the outcomes of its region up into documents', async () => {
    const east = regionOf('us-east-1');
    await start(createScheduledJobs(east));
    const id = await decided(east);
    await until(async () => (await callbackOf(east, id))?.state === 'delivered');
    await passTime(clock, 61_000, 500);
    const [hour] = await shared.collection(BUSINESS_HOURS).find({ index: 'when', limit: 2 });
    expect(hour).toMatchObject({ region: 'us-east-1', outcomes: { APPROVED: 1 } });
    const labels = { response_type: 'APPROVED' };
    expect(await metricOf(east, 'tandem_scheduled_jobs_outcomes_day', labels)).toBe(1);
  });

  test('the active region seals both chains, and after a handover the other one does', async () => {
    const [east, west] = [regionOf('us-east-1'), regionOf('us-west-2')];
    await start(createAudit(east), createScheduledJobs(east), createScheduledJobs(west));
    const id = await decided(east);
    await passTime(clock, 61_000, 500);
    const seal = () => shared.collection(AUDIT_SEALS).get('us-east-1');
    const first = await seal();
    expect(first).toMatchObject({ epoch: 1, sealedSeq: expect.any(Number) });
    expect(first?.sealedSeq).toBeGreaterThan(0);
    await requestHandover(shared, 'us-west-2');
    await passTime(clock, LEASE_MS, 500);
    expect((await seal())?.epoch).toBe(2);
    expect(await metricOf(west, 'tandem_scheduled_jobs_active')).toBe(1);
    expect(await metricOf(east, 'tandem_scheduled_jobs_active')).toBe(0);
    await decided(east);
    await passTime(clock, 70_000, 500);
    const second = await seal();
    expect(second?.sealedSeq).toBeGreaterThan(first?.sealedSeq ?? 0);
    const report = await verifyAudit(shared, 'us-east-1');
    expect(report).toMatchObject({ valid: true, sealed: { epoch: 2 } });
    expect(shared.atRest()).toContain(id);
  });

  test('drains: what is under way is finished and recorded', async () => {
    const east = regionOf('us-east-1');
    const jobs = createScheduledJobs(east);
    await jobs.start();
    const id = await decided(east);
    await until(() => bodies.length === 1);
    await jobs.drain(5_000);
    expect((await callbackOf(east, id))?.state).toBe('delivered');
    expect(clock.pendingTasks).toBe(0);
  });
});
