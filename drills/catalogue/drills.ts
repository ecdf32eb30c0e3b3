import { WORKLOAD_NAMES } from '@tandem/topology';
import type { DrillSpec, Stage } from './drill-spec.ts';
import type { FaultSpec } from './fault-spec.ts';
import { inTurn, type Slot } from './plan.ts';
import { randomSlots } from './random-drill.ts';

/** An election of a new primary takes 12 s (MongoDB, replica set elections), in every profile. */
const ELECTION_MS = 12_000;
const SKEW_MS = 30_000;
const SLOW_MNO_MS = 3_000;
const CACHE_LAG_MS = 3_000;
const UNREACHABLE_MS = 15_000;
const KAFKA_STOP_MS = 30_000;
const RESET_EVERY_MS = 250;
/** A broker that was killed is out of the leaders, and a new controller elected, well within it. */
const BROKER_LOSS_MS = 20_000;

/** In force for the whole phase of the fault. */
const one = (fault: (stage: Stage) => FaultSpec) => (stage: Stage) => [held(stage, fault(stage))];

const turns = (faults: (stage: Stage) => readonly FaultSpec[]) => (stage: Stage) => {
  const { beforeMs, holdMs, afterMs } = stage.phases;
  return inTurn(faults(stage), beforeMs, beforeMs + holdMs + afterMs / 2);
};

function held({ phases: { beforeMs, holdMs } }: Stage, fault: FaultSpec): Slot {
  return { atMs: beforeMs, healMs: beforeMs + holdMs, fault };
}

/** Every drill, in the order in which `all` runs them. */
export const DRILLS: readonly DrillSpec[] = [
  {
    name: 'region-loss',
    sentence: 'kill -9 of every process of the active region, which is started again later',
    slots: one(({ active }) => ({ name: 'region-loss', region: active })),
  },
  {
    name: 'region-partition',
    sentence: 'the edge cannot reach the active region, which goes on running',
    slots: one(({ active }) => ({ name: 'region-partition', region: active })),
  },
  {
    name: 'documents-partition',
    sentence: 'the active region cannot reach documents',
    slots: one(({ active }) => ({ name: 'documents-partition', region: active })),
  },
  {
    name: 'region-blackhole',
    sentence: 'packets to and from the active region vanish, and nothing is reset',
    slots: one(({ active }) => ({ name: 'region-blackhole', region: active })),
  },
  {
    name: 'region-freeze',
    sentence: 'SIGSTOP of the active region in the middle of its guarded writes, SIGCONT later',
    slots: one(({ active }) => ({ name: 'region-freeze', region: active })),
  },
  {
    name: 'service-loss',
    sentence: 'kill -9 of the process of each workload in turn, and a new one',
    split: true,
    slots: turns(({ active }) =>
      WORKLOAD_NAMES.map((workload) => ({ name: 'service-loss', region: active, workload })),
    ),
  },
  {
    name: 'smsc-loss',
    sentence: 'the SMSC drops the binds of the active region, then those of both',
    slots: turns(({ active }) => [{ name: 'smsc-loss', region: active }, { name: 'smsc-loss' }]),
  },
  {
    name: 'mno-slow',
    sentence: 'the API of the mobile network operator answers late',
    slots: one(() => ({ name: 'mno-slow', delayMs: SLOW_MNO_MS })),
  },
  {
    name: 'callback-down',
    sentence: 'the endpoint of the bank answers 503',
    slots: one(() => ({ name: 'callback-down', status: 503 })),
  },
  {
    name: 'documents-election',
    sentence: 'writes of documents wait 12 s for a new primary',
    slots: ({ phases: { beforeMs } }) => [
      {
        atMs: beforeMs,
        healMs: beforeMs + ELECTION_MS,
        fault: { name: 'documents-election', stallMs: ELECTION_MS },
      },
    ],
  },
  {
    name: 'documents-unreachable',
    sentence: 'the document server answers nobody for 15 s',
    leastHoldMs: UNREACHABLE_MS,
    slots: ({ phases: { beforeMs } }) => [
      {
        atMs: beforeMs,
        healMs: beforeMs + UNREACHABLE_MS,
        fault: { name: 'documents-unreachable' },
      },
    ],
  },
  {
    name: 'redis-loss',
    sentence: 'kill -9 of the Redis of the active region, which returns empty',
    runsOn: { brokers: 1 },
    slots: one(({ active }) => ({ name: 'redis-loss', region: active })),
  },
  {
    name: 'kafka-broker-loss',
    sentence: 'kill -9 of one Kafka broker of three, then of the one that leads the controllers',
    leastHoldMs: BROKER_LOSS_MS,
    runsOn: { brokers: 3 },
    slots: turns(({ active }) => [
      { name: 'kafka-broker-loss', region: active, broker: 'follower' },
      { name: 'kafka-broker-loss', region: active, broker: 'controller' },
    ]),
  },
  {
    name: 'kafka-stop',
    sentence: 'SIGSTOP of every Kafka broker of the active region, SIGCONT after 30 s',
    leastHoldMs: KAFKA_STOP_MS,
    runsOn: { brokers: 1 },
    slots: ({ phases: { beforeMs }, active }) => [
      {
        atMs: beforeMs,
        healMs: beforeMs + KAFKA_STOP_MS,
        fault: { name: 'kafka-stop', region: active },
      },
    ],
  },
  {
    name: 'connections-reset',
    sentence: 'connections to MongoDB, Redis and Kafka are reset at random, four a second',
    runsOn: { brokers: 1 },
    slots: one(() => ({ name: 'connections-reset', everyMs: RESET_EVERY_MS })),
  },
  {
    name: 'cache-lag',
    sentence: 'the replicas of the cache are seconds behind each other',
    runsOn: 'embedded',
    slots: one(() => ({ name: 'cache-lag', lagMs: CACHE_LAG_MS })),
  },
  {
    name: 'cache-partition',
    sentence: 'the replicas of the cache do not see each other',
    runsOn: 'embedded',
    slots: one(() => ({ name: 'cache-partition' })),
  },
  {
    name: 'events-stuck',
    sentence: 'the event log of the active region takes events and hands none out',
    runsOn: 'embedded',
    slots: one(({ active }) => ({ name: 'events-stuck', region: active })),
  },
  {
    name: 'clock-skew',
    sentence: 'the wall clock of the active region is 30 s ahead, then 30 s behind',
    slots: turns(({ active }) => [
      { name: 'clock-skew', region: active, offsetMs: SKEW_MS },
      { name: 'clock-skew', region: active, offsetMs: -SKEW_MS },
    ]),
  },
  {
    name: 'spot-reclaim',
    sentence: 'the active region is told to leave its machines, drains, and starts on others',
    slots: one(({ active }) => ({ name: 'spot-reclaim', region: active })),
  },
  {
    name: 'rolling-restart',
    sentence: 'the processes of one region after the other drain and return',
    slots: turns(({ active, standby }) => [
      { name: 'rolling-restart', region: standby },
      { name: 'rolling-restart', region: active },
    ]),
  },
  {
    name: 'failback',
    sentence: 'the active region is lost, returns, and takes singleton work back under load',
    slots: (stage) => {
      const { atMs, healMs } = held(stage, { name: 'failback', to: stage.active });
      const backMs = atMs + (healMs - atMs) / 2;
      return [
        { atMs, healMs: backMs, fault: { name: 'region-loss', region: stage.active } },
        { atMs: healMs, healMs: healMs + 1, fault: { name: 'failback', to: stage.active } },
      ];
    },
  },
  {
    name: 'double-fault',
    sentence: 'the standby is lost too while it takes over; both return',
    slots: (stage) => {
      const { atMs, healMs } = held(stage, { name: 'region-loss', region: stage.active });
      const secondMs = Math.min(atMs + stage.figures.leaseMs, (atMs + healMs) / 2);
      return [
        { atMs, healMs, fault: { name: 'region-loss', region: stage.active } },
        {
          atMs: secondMs,
          healMs: (secondMs + healMs) / 2,
          fault: { name: 'region-loss', region: stage.standby },
        },
      ];
    },
  },
  {
    name: 'random',
    sentence: 'a sequence of faults that the seed decides',
    runsOn: 'embedded',
    slots: randomSlots,
  },
];

export const DRILL_NAMES = DRILLS.map(({ name }) => name);

/** What `all` means on the embedded engines, or on real servers. */
export function drillsOn(engines: 'embedded' | 'servers'): string[] {
  const others = ({ runsOn }: DrillSpec) =>
    engines === 'embedded' ? typeof runsOn === 'object' : runsOn === 'embedded';
  return DRILLS.filter((drill) => !others(drill)).map(({ name }) => name);
}
