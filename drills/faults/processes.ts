import { type Fault, operation, ordered } from './fault.ts';
import type { Target, TargetProcess } from './target.ts';

type Choice = (process: TargetProcess) => boolean;

const ofRegion =
  (region: string): Choice =>
  (process) =>
    process.region === region;

/** kill -9 of every process of the region; healed by starting what is dead. */
export function regionLoss(region: string): Fault {
  return {
    async inject(target) {
      await target.act(region, 'stop');
    },
    heal: (target) => startDead(target, ofRegion(region)),
  };
}

/** kill -9 of the process of one workload. */
export function serviceLoss(region: string, workload: string): Fault {
  const name = `${region} ${workload}`;
  return {
    inject: (target) => target.actOn(name, 'stop'),
    heal: (target) => startDead(target, (process) => process.name === name),
  };
}

/** SIGTERM with a notice to every process that carries workloads, then a replacement of each. */
export function spotReclaim(region: string): Fault {
  return operation(
    (target) => target.act(region, 'reclaim'),
    (target) => startDead(target, ofRegion(region)),
  );
}

/** Each process of the region drains and returns before the next one does. */
export function rollingRestart(region: string): Fault {
  return operation(
    async (target) => {
      const members = (await target.processes()).filter(ofRegion(region));
      for (const { name } of members) await target.actOn(name, 'reclaim');
    },
    (target) => startDead(target, ofRegion(region)),
  );
}

const DOCUMENTS = 'documents';

/** SIGSTOP of the embedded engine, or a proxy in front of the real server that lets nothing pass. */
export function documentsUnreachable(): Fault {
  const outside = ordered(({ servers }) => servers, { kind: 'unreachable' });
  const embedded = async (target: Target): Promise<TargetProcess | undefined> =>
    (await target.processes()).find(({ name }) => name === DOCUMENTS);
  return {
    async inject(target) {
      if (await embedded(target)) await target.actOn(DOCUMENTS, 'freeze');
      else await outside.inject(target);
    },
    async heal(target) {
      const engine = await embedded(target);
      if (engine?.state === 'frozen') await target.actOn(DOCUMENTS, 'resume');
      await outside.heal(target);
    },
  };
}

async function startDead(target: Target, chosen: Choice): Promise<void> {
  const dead = (await target.processes()).filter(
    (process) => chosen(process) && process.state === 'stopped',
  );
  await Promise.all(dead.map(({ name }) => target.actOn(name, 'start')));
}
