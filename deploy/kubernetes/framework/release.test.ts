import { topologyFor } from '@tandem/topology';
import { expect, it } from 'vitest';
import { kubernetesTree } from '../synthesize.ts';
import { readRelease, sampleRelease } from './release.ts';

const topology = topologyFor('document');
const sample = sampleRelease(topology.regions);
const read = (release: unknown) => readRelease(JSON.stringify(release), 'release.json', topology);

it('fills in the account, the image and the addresses, and nothing else', () => {
  const imageDigest = `sha256:${'0a'.repeat(32)}`;
  const release = read({ ...sample, accountId: '123456789012', imageTag: '1.4.0', imageDigest });
  const before = kubernetesTree(topology);
  const after = kubernetesTree(topology, release);
  const changed = [...after].filter(([path, text]) => text !== before.get(path));
  expect(changed.map(([path]) => path)).toContain('kubernetes/us-west-2/workloads/sim.yaml');
  expect(after.get('kubernetes/us-west-2/workloads/sim.yaml')).toContain(
    `image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/tandem:1.4.0@${imageDigest}\n`,
  );
  expect(after.get('kubernetes/us-east-1/kafka/topics.yaml')).toBe(
    before.get('kubernetes/us-east-1/kafka/topics.yaml'),
  );
});

it.each([
  [{ ...sample, accountId: '12' }, 'release.json/accountId'],
  [{ ...sample, imageDigest: 'sha256:1' }, 'release.json/imageDigest'],
  [{ ...sample, colour: 'red' }, 'release.json'],
  [{ ...sample, endpoints: {} }, 'release.json/endpoints/us-east-1'],
])('refuses %j, naming the field', (release, path) => {
  expect(() => read(release)).toThrow(path);
});

it('refuses what is not JSON', () => {
  expect(() => readRelease('{', 'release.json', topology)).toThrow('release.json is not JSON');
});
