import { join } from 'node:path';
import { isPositive, newId } from '@tandem/core';
import type { PodPlan } from '@tandem/kubernetes';
import {
  BankClient,
  CallbackReceiver,
  freePortBase,
  type LocalSystem,
  localSecrets,
  type ProcessEvent,
  type ProcessPlan,
  startSystem,
} from '@tandem/local';
import { activeRegion } from '@tandem/topology';
import { environmentHere, mount, refusals } from './laptop.ts';
import { probePods } from './probes.ts';

export interface RehearsalOptions {
  readonly pods: readonly PodPlan[];
  /** Of this run alone. */
  readonly workDir: string;
  /** The bundle that the processes start from; default: the script of this process. */
  readonly entry?: string;
}

/** The popups of two handsets, and the retries of a callback across a region's loss. */
const OUTCOME_MS = 90_000;
/** After a loss a request may be refused until the edge has seen it. */
const TRIES = 20;
const BETWEEN_TRIES_MS = 500;
const HANDSET = '+14045550101';

/**
 * Starts the local system with the pods of both regions in place of its own processes, asks what the kubelet
 * asks, authenticates, takes the active region away, authenticates again and stops. Gives the findings.
 */
export async function rehearse({ pods, workDir, entry }: RehearsalOptions): Promise<string[]> {
  const dataDir = join(workDir, 'data');
  const secretOf = optional(localSecrets(dataDir));
  const bases = new Map(pods.map((pod) => [pod, mount(pod, join(workDir, 'mounts'), secretOf)]));
  const refused = pods.flatMap((pod) => refusals(pod, bases.get(pod) ?? ''));
  if (refused.length > 0) return refused;
  const events: ProcessEvent[] = [];
  const started = new Set<PodPlan>();
  const replan = (plan: ProcessPlan): ProcessPlan => {
    const pod = pods.find(({ region, workload }) => plan.name === `${region} ${workload}`);
    if (plan.role !== 'region' || pod === undefined) return plan;
    started.add(pod);
    return { ...plan, args: pod.args, env: environmentHere(pod, bases.get(pod) ?? '', plan.env) };
  };
  const system = await startSystem({
    profile: 'fast',
    dataDir,
    portBase: await freePortBase(),
    split: true,
    bank: false,
    replan,
    onProcess: (event) => events.push(event),
    ...(entry === undefined ? {} : { entry }),
  });
  const findings = pods
    .filter((pod) => !started.has(pod))
    .map(({ region, workload }) => `${region} ${workload}: no process of the system is this one`);
  try {
    findings.push(...(await probePods(pods, system)));
    findings.push(...(await authenticate(system, 'with both regions')));
    const { name } = activeRegion(system.topology);
    await system.regions.act(name, 'stop');
    findings.push(...(await authenticate(system, `without ${name}`)));
  } finally {
    const before = events.length;
    const stoppedAt = Date.now();
    await system.stop();
    findings.push(...stops(pods, events.slice(before), stoppedAt));
  }
  return findings;
}

const optional =
  (read: (name: string) => string) =>
  (name: string): string | undefined => {
    try {
      return read(name);
    } catch {
      // The cache of a laptop asks for no password.
      return undefined;
    }
  };

async function authenticate(system: LocalSystem, when: string): Promise<string[]> {
  const { url, customer } = system.credentials;
  const receiver = new CallbackReceiver({ signingSecret: customer.signingSecret });
  const port = await receiver.listen(0);
  const callbackUrl = `http://127.0.0.1:${port}/callbacks`;
  const client = new BankClient({ url, credentials: customer, callbackUrl });
  try {
    const requestId = newId(Date.now());
    const approval = { msisdn: HANDSET, model: 'touch' as const, message: 'Rehearsal' };
    for (let tries = 1; ; tries += 1) {
      const submission = await client.submit(approval, requestId);
      if (submission.kind === 'accepted') break;
      if (tries === TRIES) return [`${when}: the API gave "${submission.kind}" ${tries} times`];
      await new Promise((settle) => setTimeout(settle, BETWEEN_TRIES_MS));
    }
    const record = await receiver.awaitOutcome(requestId, OUTCOME_MS);
    if (record === undefined) return [`${when}: no outcome within ${OUTCOME_MS / 1_000} s`];
    return isPositive(record.responseType)
      ? []
      : [`${when}: the outcome is ${record.responseType}`];
  } finally {
    await client.close();
    await receiver.close();
  }
}

/** A pod that is told to stop ends by itself, and before it would be killed. */
function stops(
  pods: readonly PodPlan[],
  events: readonly ProcessEvent[],
  stoppedAt: number,
): string[] {
  return pods.flatMap(({ region, workload, graceSeconds }) => {
    const ended = events.find(
      ({ name, change }) => change === 'ended' && name === `${region} ${workload}`,
    );
    if (ended === undefined) return [];
    const seconds = (ended.at - stoppedAt) / 1_000;
    if (ended.code === 0 && seconds < graceSeconds) return [];
    const how = ended.signal ?? `code ${ended.code}`;
    return [`${region} ${workload}: ended with ${how} after ${seconds} s of ${graceSeconds} s`];
  });
}
