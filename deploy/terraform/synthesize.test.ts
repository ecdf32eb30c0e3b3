import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TopologyDraft, topologyFor } from '@tandem/topology';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { synthesize, terraformTree } from './synthesize.ts';

// The stacks of the whole system are synthesised here: a second alone, many on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const topology = topologyFor('document');

describe('the Terraform of the topology', () => {
  it('is the same bytes every time', () => {
    expect([...terraformTree(topology)]).toEqual([...terraformTree(topology)]);
  });

  it('names no directory of the machine and no version of the synthesiser', () => {
    for (const content of terraformTree(topology).values()) {
      expect(content).not.toContain(process.cwd());
      expect(content).not.toContain(tmpdir());
      expect(content).not.toMatch(/cdk|TfToken/);
    }
  });

  it('has at least 150 resources of AWS over both regions', () => {
    const resources = [...terraformTree(topology)]
      .filter(([path]) => path.endsWith('/main.tf.json'))
      .flatMap(([, content]) => Object.entries<object>(JSON.parse(content).resource))
      .filter(([type]) => type.startsWith('aws_'));
    const count = resources.reduce((sum, [, named]) => sum + Object.keys(named).length, 0);
    expect(count).toBeGreaterThanOrEqual(150);
  });
});

interface Bad {
  readonly title: string;
  readonly spoil: (draft: TopologyDraft) => void;
  readonly said: string;
}

const second = (draft: TopologyDraft) => {
  const [, region] = draft.regions;
  if (region === undefined) throw new Error('the document has two regions');
  return region;
};

const BAD: readonly Bad[] = [
  {
    title: 'networks that overlap',
    spoil: (draft) => {
      second(draft).network.vpcCidr = '10.16.0.0/16';
    },
    said: 'regions[1].network.vpcCidr = "10.16.0.0/16": overlaps regions[0].network.vpcCidr',
  },
  {
    title: 'one zone',
    spoil: (draft) => {
      second(draft).zones = ['us-west-2a'];
    },
    said: "regions[1].zones = [ 'us-west-2a' ]: a region in one zone falls with it: name at least two",
  },
  {
    title: 'an unknown region',
    spoil: (draft) => {
      second(draft).name = 'us-west-9';
    },
    said: 'regions[1].name = "us-west-9": is not a known region (allowed: us-east-1, ',
  },
  {
    title: 'a dial over 100',
    spoil: ({ edge }) => {
      for (const group of edge.accelerator.endpointGroups) group.dialPercent = 120;
    },
    said: 'edge.accelerator.endpointGroups[1].dialPercent = 120: a traffic dial is a percentage: 0 to 100',
  },
  {
    title: 'a standby without sms',
    spoil: ({ workloads }) => {
      workloads.sms.replicas.passive.min = 0;
    },
    said: 'workloads.sms.replicas.passive.min = 0',
  },
  {
    title: 'a type of instance that cannot run the images',
    spoil: ({ workerGroups }) => {
      workerGroups.monitor.instanceTypes = ['m5.xlarge'];
    },
    said: 'workerGroups.monitor.instanceTypes[0] = "m5.xlarge"',
  },
];

describe('a topology that cannot be built', () => {
  let parent = '';
  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'tandem-synthesize-'));
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  it.each(BAD)('is refused before anything is written: $title', ({ spoil, said }) => {
    const draft: TopologyDraft = JSON.parse(JSON.stringify(topology));
    spoil(draft);
    const out = join(parent, 'out');
    expect(() => synthesize(draft, out)).toThrow(said);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(parent)).toEqual([]);
  });

  it('leaves what was written before as it was', () => {
    const out = join(parent, 'kept');
    synthesize(topology, out);
    const before = readFileSync(join(out, 'terraform/stacks.json'), 'utf8');
    expect(() => synthesize({ ...topology, regions: [] }, out)).toThrow('regions');
    expect(readFileSync(join(out, 'terraform/stacks.json'), 'utf8')).toBe(before);
    expect(readdirSync(parent)).toEqual(['kept']);
  });
});
