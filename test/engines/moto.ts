import { spawnSync } from 'node:child_process';
import { type ServerProcess, startServer } from './server-process.ts';
import { accepts, freePorts } from './tools.ts';

/** AWS in memory (https://docs.getmoto.org, server mode), with credentials that it does not look at. */
export interface MotoServer {
  /** What the SDK's default chain and configuration read. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const PYTHON = 'python3';
const HINT = "python3 -m pip install 'moto[server]==5.2.1'";

/**
 * undefined when python's moto can be started, otherwise why tests with it are left out: printed once for each
 * file, and an error where every tool is asked for (TANDEM_REQUIRE_TOOLS, as in CI).
 */
export function motoMissing(): string | undefined {
  const { status } = spawnSync(PYTHON, ['-c', 'import moto.server'], { stdio: 'ignore' });
  if (status === 0) return undefined;
  const reason = `python's moto not found: ${HINT}`;
  if (process.env.TANDEM_REQUIRE_TOOLS === '1') throw new Error(reason);
  process.stderr.write(`skipped: ${reason}\n`);
  return reason;
}

export async function startMoto(): Promise<MotoServer> {
  const [port = 0] = await freePorts(1);
  const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)];
  const server: ServerProcess = await startServer(PYTHON, args, () => accepts(port), 120_000);
  return {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'fictional',
      AWS_SECRET_ACCESS_KEY: 'fictional',
      AWS_REGION: 'us-east-1',
      // The SDK would ask the machine's metadata service for more.
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stop: () => server.stop('SIGKILL'),
  };
}

/** Sets variables of this process; returns what sets them back. */
export function withEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
