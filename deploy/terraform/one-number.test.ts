import { type Topology, type TopologyDraft, topologyFor } from '@tandem/topology';
import { describe, expect, it, vi } from 'vitest';
import type { Tree } from './framework/write.ts';
import { terraformTree } from './synthesize.ts';

// The stacks of the whole system are synthesised here: a second alone, many on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const topology = topologyFor('document');
const before = terraformTree(topology);

/** The document with one figure changed. */
function changed(change: (draft: TopologyDraft) => void): Topology {
  const draft: TopologyDraft = JSON.parse(JSON.stringify(topology));
  change(draft);
  return draft;
}

/** Every line that is not the same, as `file: before -> after`. */
function changedLines(after: Tree): string[] {
  expect([...after.keys()]).toEqual([...before.keys()]);
  return [...before].flatMap(([path, content]) => {
    const old = content.split('\n');
    const now = (after.get(path) ?? '').split('\n');
    expect(now).toHaveLength(old.length);
    return old.flatMap((line, at) => {
      const is = now[at] ?? '';
      return line === is ? [] : [`${path}: ${line.trim()} -> ${is.trim()}`];
    });
  });
}

describe('one number of the topology', () => {
  it('that is a dial changes the dial and the test of it', () => {
    const next = changed(({ edge }) => {
      const [, standby] = edge.accelerator.endpointGroups;
      if (standby !== undefined) standby.dialPercent = 35;
    });
    expect(changedLines(terraformTree(next))).toEqual([
      'terraform/accelerator/main.tf.json: "traffic_dial_percentage": 20 -> "traffic_dial_percentage": 35',
      expect.stringMatching(/^terraform.accelerator.stack.tftest.json: "condition": .* == 35}",$/),
      expect.stringMatching(/^terraform.accelerator.stack.tftest.json: "error_message": .* 35 %/),
    ]);
  });

  it('that is the size of a worker group in the standby changes that region alone', () => {
    const next = changed(({ workerGroups }) => {
      workerGroups.monitor.nodes.passive.max = 9;
    });
    const files = new Set(changedLines(terraformTree(next)).map((line) => line.split(': ')[0]));
    expect([...files]).toEqual([
      'terraform/cluster-us-west-2/main.tf.json',
      'terraform/cluster-us-west-2/stack.tftest.json',
    ]);
  });
});
