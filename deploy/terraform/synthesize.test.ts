import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { terraformTree } from './synthesize.ts';

const topology = topologyFor('document');

describe('the Terraform of the topology', () => {
  it('is the same bytes every time', () => {
    expect([...terraformTree(topology)]).toEqual([...terraformTree(topology)]);
  });

  it('names no directory of the machine and no version of the synthesiser', () => {
    for (const content of terraformTree(topology).values()) {
      expect(content).not.toContain(process.cwd());
      expect(content).not.toContain('cdk');
    }
  });
});
