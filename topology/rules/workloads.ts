import type { Problem } from '../problem.ts';
import type { Topology } from '../schema/topology.ts';
import { ROLES, WORKER_GROUPS, WORKLOADS } from '../schema/workloads.ts';
import { entriesOf } from './rule.ts';

/** The standby takes over with what already runs, so nothing may be at zero. */
export function* everyWorkloadIsWarm({ workloads }: Topology): Iterable<Problem> {
  for (const [name, { replicas }] of entriesOf(workloads)) {
    for (const role of ROLES) {
      const { min } = replicas[role];
      if (min >= 1) continue;
      const why =
        name === 'sms'
          ? 'without sms no SMPP bind is warm there, and a bind cannot be had in a hurry'
          : `${name} must run at its minimum in every region, or failover waits for it to start`;
      yield {
        path: `workloads.${name}.replicas.${role}.min`,
        value: min,
        message: `must be at least 1: ${why}`,
      };
    }
    if (replicas.passive.min > replicas.active.min) {
      yield {
        path: `workloads.${name}.replicas.passive.min`,
        value: replicas.passive.min,
        message: `the passive region is the lighter one: at most ${replicas.active.min}, as the active`,
      };
    }
  }
}

export function* scalingHasRoom(topology: Topology): Iterable<Problem> {
  const sizes = [
    ...WORKLOADS.map((name) => ({
      path: `workloads.${name}.replicas`,
      size: topology.workloads[name].replicas,
    })),
    ...WORKER_GROUPS.map((name) => ({
      path: `workerGroups.${name}.nodes`,
      size: topology.workerGroups[name].nodes,
    })),
  ];
  for (const { path, size } of sizes) {
    for (const role of ROLES) {
      const { min, max } = size[role];
      if (min <= max) continue;
      yield {
        path: `${path}.${role}.max`,
        value: max,
        message: `is below the minimum of ${min}: the autoscaler refuses it`,
      };
    }
  }
}

/** A region that has lost its peer must reach the peer's size. */
export function* passiveCanReplaceActive({ workloads }: Topology): Iterable<Problem> {
  for (const [name, { replicas }] of entriesOf(workloads)) {
    if (replicas.passive.max >= replicas.active.min) continue;
    yield {
      path: `workloads.${name}.replicas.passive.max`,
      value: replicas.passive.max,
      message: `must allow at least the ${replicas.active.min} replicas that the active region runs`,
    };
  }
}

export function* portsDoNotCollide({ workloads, aws }: Topology): Iterable<Problem> {
  for (const [name, { ports }] of entriesOf(workloads)) {
    for (const [index, { name: portName, port }] of ports.entries()) {
      const earlier = ports.slice(0, index).find((other) => other.port === port);
      if (earlier === undefined) continue;
      yield {
        path: `workloads.${name}.ports[${index}].port`,
        value: port,
        message: `${portName} collides with ${earlier.name} in one pod`,
      };
    }
  }
  const targets = [
    ...aws.alb.targets.map(({ workload, port }, index) => ({
      path: `aws.alb.targets[${index}].port`,
      workload,
      port,
    })),
    { path: 'aws.nlb.targetPort', workload: aws.nlb.workload, port: aws.nlb.targetPort },
  ];
  for (const { path, workload, port } of targets) {
    const target = entriesOf(workloads).find(([name]) => name === workload)?.[1];
    const allowed = target?.ports.map((listener) => listener.port) ?? [];
    if (allowed.includes(port)) continue;
    yield { path, value: port, message: `${workload} does not listen there`, allowed };
  }
}

export function* dependenciesExist({ workloads, aws, components }: Topology): Iterable<Problem> {
  const buckets = aws.s3.buckets.map(({ name }) => name);
  const published = new Set(
    entriesOf(workloads).flatMap(([, { dependencies }]) => dependencies.publishes),
  );
  for (const [name, { dependencies }] of entriesOf(workloads)) {
    const path = `workloads.${name}.dependencies`;
    for (const [index, bucket] of dependencies.buckets.entries()) {
      if (buckets.includes(bucket.name)) continue;
      const message = 'is not a bucket of aws.s3';
      yield {
        path: `${path}.buckets[${index}].name`,
        value: bucket.name,
        message,
        allowed: buckets,
      };
    }
    for (const [index, topic] of dependencies.consumes.entries()) {
      if (published.has(topic)) continue;
      yield { path: `${path}.consumes[${index}]`, value: topic, message: 'nothing publishes it' };
    }
  }
  for (const [index, component] of components.entries()) {
    for (const [at, { name }] of component.buckets.entries()) {
      if (buckets.includes(name)) continue;
      const path = `components[${index}].buckets[${at}].name`;
      yield { path, value: name, message: 'is not a bucket of aws.s3', allowed: buckets };
    }
  }
}
