import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emittedObjects, kubernetesTree, type PodPlan, podPlans } from '@tandem/kubernetes';
import { topologyFor, WORKLOAD_NAMES } from '@tandem/topology';
import { afterAll, expect, it } from 'vitest';
import { environmentHere, mount, refusals } from './laptop.ts';

const topology = topologyFor('document');
const { prefix } = topology.aws.secretsManager;
const pods = podPlans(emittedObjects(kubernetesTree(topology)), prefix);
const root = mkdtempSync(join(tmpdir(), 'tandem-laptop-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const mounted = (pod: PodPlan) => mount(pod, root, (secret) => `the value of ${secret}`);
const podOf = (workload: string): PodPlan => {
  const found = pods.find((pod) => pod.workload === workload && pod.region === 'us-west-2');
  if (found === undefined) throw new Error(`no pod ${workload}`);
  return found;
};

it('has every workload in every region', () => {
  const names = topology.regions.flatMap(({ name }) =>
    WORKLOAD_NAMES.map((workload) => `${name} ${workload}`),
  );
  expect(pods.map(({ region, workload }) => `${region} ${workload}`).sort()).toEqual(names.sort());
});

it('finds nothing that tandem serve would refuse', () => {
  expect(pods.flatMap((pod) => refusals(pod, mounted(pod)))).toEqual([]);
});

it.each([
  ['a misspelt variable', { TANDEM_REGIO: 'us-east-1' }, 'TANDEM_REGIO means nothing'],
  ['a value that is not allowed', { TANDEM_OPS_PORT: 'ninety' }, 'TANDEM_OPS_PORT'],
  ['a file that no volume has', { TANDEM_REDIS_PASSWORD_FILE: '/nowhere' }, 'cannot be read'],
])('finds %s', (_, more, told) => {
  const sim = podOf('sim');
  const wrong = { ...sim, env: { ...sim.env, ...more } };
  expect(refusals(wrong, mounted(wrong)).join('\n')).toContain(told);
});

it('finds a command for another region or another workload', () => {
  const sim = podOf('sim');
  const args = ['serve', '--region', 'us-east-1', '--workload', 'api'];
  expect(refusals({ ...sim, args }, mounted(sim))).toEqual([
    'us-west-2 sim: serves api',
    'us-west-2 sim: serves us-east-1',
  ]);
});

it('puts secrets where the manifest mounts them, readable by their owner alone', () => {
  const base = mounted(podOf('sim'));
  const file = join(base, '/var/run/secrets/tandem/applet-master-key');
  expect(readFileSync(file, 'utf8')).toBe('the value of applet-master-key');
  expect(existsSync(join(base, '/var/run/secrets/tandem/redis_sim'))).toBe(true);
});

it('keeps the words of the manifest but for services and places', () => {
  const sim = podOf('sim');
  const base = mounted(sim);
  const here = environmentHere(sim, base, { TANDEM_OPS_PORT: '8123', TANDEM_PROFILE: 'fast' });
  expect(here).toMatchObject({
    TANDEM_OPS_PORT: '8123',
    TANDEM_PROFILE: 'fast',
    TANDEM_SECRETS: 'file',
    TANDEM_SECRETS_PATH: join(base, '/var/run/secrets/tandem'),
    NODE_OPTIONS: sim.env.NODE_OPTIONS,
  });
  expect(Object.keys(here).filter((name) => /MONGODB|REDIS|KAFKA/.test(name))).toEqual([]);
});
