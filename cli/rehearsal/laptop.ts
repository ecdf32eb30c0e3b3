import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PodPlan } from '@tandem/kubernetes';
import { readServeConfig, unknownVariables } from '@tandem/runtime';

type Environment = Readonly<Record<string, string>>;

/** What only a region has: the services behind the ports of the stores. A laptop has the embedded engines. */
const SERVICES = /^(TANDEM_(MONGODB|REDIS|KAFKA)_|TANDEM_(AUDIT|BACKUP)_BUCKET$|AWS_REGION$)/;
/** What stands where else on a laptop, and how fast time goes there. */
const PLACES = [
  ...['TANDEM_PROFILE', 'TANDEM_HOST', 'TANDEM_DATA', 'TANDEM_API_PORT', 'TANDEM_APPLET_PORT'],
  ...['TANDEM_OPS_PORT', 'TANDEM_SMSC_HOST', 'TANDEM_SMSC_PORT', 'TANDEM_MNO_URL'],
];

/** The secrets of a pod as files below a directory of its own, at the paths where it expects them. */
export function mount(
  pod: PodPlan,
  root: string,
  secretOf: (secret: string) => string | undefined,
): string {
  const base = join(root, pod.region, pod.workload);
  for (const { path, files } of pod.mounts) {
    mkdirSync(join(base, path), { recursive: true, mode: 0o700 });
    for (const { name, secret } of files) {
      const value = secret === undefined ? undefined : secretOf(secret);
      writeFileSync(join(base, path, name), value ?? 'given-by-the-rehearsal', { mode: 0o600 });
      chmodSync(join(base, path, name), 0o600);
    }
  }
  return base;
}

/** The environment with every path of a volume below `base`. */
const rebased = ({ env, mounts }: PodPlan, base: string): Environment =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const below = mounts.some(({ path }) => value === path || value.startsWith(`${path}/`));
      return [name, below ? join(base, value) : value];
    }),
  );

/** What `tandem serve` itself finds wrong with all that the manifest tells it; [] when nothing. */
export function refusals(pod: PodPlan, base: string): string[] {
  const environment = rebased(pod, base);
  const told = (text: string) => `${pod.region} ${pod.workload}: ${text}`;
  const unknown = unknownVariables(environment).map((name) => told(`${name} means nothing`));
  try {
    const config = readServeConfig({ flags: flagsOf(pod.args), environment });
    const alone = config.workloads.length === 1 && config.workloads[0] === pod.workload;
    const here = config.region === pod.region;
    return [
      ...unknown,
      ...(alone ? [] : [told(`serves ${config.workloads.join(', ')}`)]),
      ...(here ? [] : [told(`serves ${config.region}`)]),
    ];
  } catch (error) {
    return [...unknown, told(error instanceof Error ? error.message : String(error))];
  }
}

/** `serve --region us-east-1` as the command line has it parsed. */
function flagsOf(args: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    args.flatMap((arg, at) => (arg.startsWith('--') ? [[arg.slice(2), args[at + 1] ?? '']] : [])),
  );
}

/** What a process on this machine is started with: the manifest's own words but for services and places. */
export function environmentHere(pod: PodPlan, base: string, local: Environment): Environment {
  const kept = Object.entries(rebased(pod, base)).filter(
    ([name]) => !SERVICES.test(name) && !PLACES.includes(name),
  );
  const places = PLACES.flatMap((name) => {
    const value = local[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const here = { ...Object.fromEntries(kept), ...Object.fromEntries(places) };
  if (pod.env.TANDEM_SECRETS !== 'aws') return here;
  // Those of all customers are in the local secrets, which need neither path nor prefix.
  const { TANDEM_SECRETS_PREFIX: _, ...others } = here;
  return { ...others, TANDEM_SECRETS: 'file' };
}
