import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Endpoint, servicesOf } from '@tandem/local';
import { topologyFor } from '@tandem/topology';
import type { DrillPlan } from '../catalogue/index.ts';
import { ask } from './endpoint.ts';

type Variables = Readonly<Record<string, string>>;

/** What a drill runs on, other than the embedded engines. */
export interface Servers {
  /** For every process of the system. */
  readonly env: Variables;
  /** Lets what the document server decides be recorded in this file until `stop`. */
  record(path: string): Promise<void>;
  stop(): Promise<void>;
}

/** The drill cannot run on what there is: one line that says what to do. */
export class ServersError extends Error {
  override readonly name = 'ServersError';
}

const SCRIPT = join('test', 'engines', 'start.mjs');
const START_MS = 180_000;
const STOP_MS = 30_000;

/**
 * The real servers that the drill needs: those of the environment, or its own, started for it. Undefined when
 * it runs on the embedded engines. Rejects with a ServersError.
 */
export async function serversFor(
  plan: DrillPlan,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Servers | undefined> {
  const { TANDEM_ENGINES_CONTROL: url = '', TANDEM_ENGINES_TOKEN: token = '' } = environment;
  if (url !== '') return given(plan, { url, token });
  const { regions } = servicesOf(topologyFor(plan.profile), environment);
  const real = Object.values(regions).some(
    ({ mongodb, redis, kafka }) => mongodb ?? redis ?? kafka,
  );
  if (real) {
    throw new ServersError(
      `${plan.drill}: TANDEM_ENGINES_CONTROL is not set: drills run on the embedded engines, or on the servers of "npm run engines", which record what documents decide`,
    );
  }
  const { runsOn } = plan;
  return runsOn === undefined || runsOn === 'embedded' ? undefined : started(plan, runsOn.brokers);
}

function given({ drill, runsOn }: DrillPlan, control: Endpoint): Servers {
  if (runsOn !== 'embedded') return serversAt(control, {}, () => Promise.resolve());
  throw new ServersError(
    `${drill} is of the embedded engines alone: unset the variables of the real services`,
  );
}

async function started({ drill }: DrillPlan, brokers: number): Promise<Servers> {
  const script = scriptOf(drill);
  const child = fork(script, ['--brokers', String(brokers)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  };
  const answer = await new Promise<unknown>((resolve) => {
    const late = setTimeout(() => resolve(undefined), START_MS);
    child.once('message', (message) => {
      clearTimeout(late);
      resolve(message);
    });
    void ended.then(() => resolve(undefined));
  });
  const variables = variablesIn(answer);
  if (variables) {
    const { TANDEM_ENGINES_CONTROL: url = '', TANDEM_ENGINES_TOKEN: token = '' } = variables;
    return serversAt({ url, token }, variables, stop);
  }
  await stop();
  const lines = said.trim().split('\n');
  throw new ServersError(`${drill} needs real servers: ${lines.at(-1) ?? 'they do not start'}`);
}

/** In a checkout the command runs from its folder `dist`. */
function scriptOf(drill: string): string {
  const here = dirname(process.argv[1] ?? fileURLToPath(import.meta.url));
  for (const root of [join(here, '..'), join(here, '..', '..'), process.cwd()]) {
    if (existsSync(join(root, SCRIPT))) return join(root, SCRIPT);
  }
  throw new ServersError(
    `${drill} needs real servers, which ${SCRIPT} of a checkout starts; it is not here`,
  );
}

function serversAt(control: Endpoint, variables: Variables, stop: () => Promise<void>): Servers {
  return {
    env: { ...variables, TANDEM_NAMESPACE: `drill-${Date.now().toString(36)}` },
    async record(path) {
      await ask(control, 'PUT', '/history', { path });
    },
    async stop() {
      await ask(control, 'DELETE', '/history');
      await stop();
    },
  };
}

function variablesIn(answer: unknown): Variables | undefined {
  const held = typeof answer === 'object' && answer !== null && 'variables' in answer;
  return held ? (answer.variables as Variables) : undefined;
}
