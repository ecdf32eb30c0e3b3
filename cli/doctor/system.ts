import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  rmdirSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import {
  describeServices,
  listenFailure,
  portsByPurpose,
  secretsPath,
  servicesOf,
} from '@tandem/local';
import { ConfigError, unknownVariables } from '@tandem/runtime';
import { portsFor, topologyFor } from '@tandem/topology';
import type { Finding } from './finding.ts';

/** The data directory, the environment and the ports that `tandem up` would use. */
export async function checkSystem(dataDir: string, portBase: number): Promise<Finding[]> {
  return [
    dataDirectory(dataDir),
    freeSpace(dataDir),
    secretsMode(dataDir),
    ...environment(),
    ...services(dataDir),
    ...(await ports(portBase)),
  ];
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

function dataDirectory(dataDir: string): Finding {
  const there = nearestExisting(dataDir);
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
    rmdirSync(mkdtempSync(join(there, '.tandem-doctor-')));
    return { check: 'data directory', verdict: 'ok', detail: dataDir };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      check: 'data directory',
      verdict: 'problem',
      detail: reason,
      fix: 'make it writable or choose another with --data',
    };
  }
}

function freeSpace(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(nearestExisting(dataDir));
  const mib = Math.round((bavail * bsize) / 2 ** 20);
  const verdict = mib >= 1_024 ? 'ok' : mib >= 64 ? 'warning' : 'problem';
  return {
    check: 'disk space',
    verdict,
    detail: `${mib} MiB free`,
    ...(verdict === 'ok' ? {} : { fix: 'free space, or choose another disk with --data' }),
  };
}

function secretsMode(dataDir: string): Finding {
  const path = secretsPath(dataDir);
  if (!existsSync(path)) {
    return {
      check: 'secrets',
      verdict: 'ok',
      detail: 'none yet; the first "tandem up" makes them',
    };
  }
  const mode = statSync(path).mode & 0o777;
  const tight = (mode & 0o077) === 0;
  return {
    check: 'secrets',
    verdict: tight ? 'ok' : 'problem',
    detail: `mode ${mode.toString(8).padStart(4, '0')}`,
    ...(tight ? {} : { fix: `others can read it: chmod 600 ${path}` }),
  };
}

function environment(): Finding[] {
  const findings: Finding[] = unknownVariables(process.env).map((name) => ({
    check: 'environment',
    verdict: 'warning',
    detail: `${name} is not a variable of Tandem`,
    fix: 'see docs/reference/configuration.md',
  }));
  if (process.env.TANDEM_APPLET_UNAUTHENTICATED === 'true') {
    findings.push({
      check: 'environment',
      verdict: 'warning',
      detail: 'TANDEM_APPLET_UNAUTHENTICATED: anyone can answer for any applet',
      fix: 'unset it; it is for interoperability tests only',
    });
  }
  return findings.length > 0
    ? findings
    : [{ check: 'environment', verdict: 'ok', detail: 'no variable is unknown' }];
}

/** What would serve each port, or why the variables do not fit together. */
function services(dataDir: string): Finding[] {
  try {
    const found = servicesOf(topologyFor('document'), process.env);
    return describeServices(found, dataDir).map(({ port, engine }) => ({
      check: `engine of ${port}`,
      verdict: 'ok',
      detail: engine,
    }));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((detail) => ({
      check: 'services',
      verdict: 'problem',
      detail,
      fix: 'see docs/reference/configuration.md',
    }));
  }
}

async function ports(base: number): Promise<Finding[]> {
  const taken: string[] = [];
  const layout = { topology: topologyFor('document') };
  for (const [purpose, port] of portsByPurpose(portsFor(base), layout)) {
    const failure = await listenFailure(port, '127.0.0.1');
    if (failure !== undefined) taken.push(`${purpose} ${port}`);
  }
  if (taken.length === 0)
    return [{ check: 'ports', verdict: 'ok', detail: `all free from base ${base}` }];
  return [
    {
      check: 'ports',
      verdict: 'problem',
      detail: `in use: ${taken.join(', ')}`,
      fix: 'a system may be running already ("tandem status"); else choose another --port-base',
    },
  ];
}
