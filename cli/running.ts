import { existsSync } from 'node:fs';
import { type Credentials, credentialsPath, readCredentials } from '@tandem/local';
import { DEFAULT_PORT_BASE, portsFor } from '@tandem/topology';
import { request } from 'undici';
import { CommandFailure } from './failure.ts';
import { DEFAULT_DATA_DIR } from './flags.ts';

export interface WhereOptions {
  readonly portBase?: number;
  readonly url?: string;
  readonly data?: string;
}

/**
 * Finds the running system that a command means: by `--data`, else by asking the supervisor that
 * `--port-base` (or the port of `--url`) points at where its data lies, else in ./.tandem.
 */
export async function findSystem(where: WhereOptions): Promise<Credentials> {
  if (where.data !== undefined) return withUrl(readCredentials(where.data), where.url);
  const base = where.portBase ?? portOf(where.url) ?? DEFAULT_PORT_BASE;
  const dataDir = await askSupervisor(base);
  if (dataDir !== undefined) return withUrl(readCredentials(dataDir), where.url);
  const asked = where.portBase !== undefined || where.url !== undefined;
  if (!asked && existsSync(credentialsPath(DEFAULT_DATA_DIR))) {
    return readCredentials(DEFAULT_DATA_DIR);
  }
  throw new CommandFailure(
    `no running system at port base ${base}: start one with "tandem up", or name it with --port-base, --url or --data`,
  );
}

function withUrl(credentials: Credentials, url: string | undefined): Credentials {
  if (url === undefined) return credentials;
  const origin = url.replace(/\/+$/, '');
  const dashboard = { ...credentials.dashboard, url: `${origin}/dashboard` };
  return { ...credentials, url: origin, dashboard };
}

function portOf(url: string | undefined): number | undefined {
  if (url === undefined) return undefined;
  if (!URL.canParse(url)) throw new CommandFailure(`--url: "${url}" is not a URL`);
  const port = Number(new URL(url).port);
  return port === 0 ? undefined : port;
}

async function askSupervisor(base: number): Promise<string | undefined> {
  try {
    const { statusCode, body } = await request(
      `http://127.0.0.1:${portsFor(base).supervisor}/system`,
      { headersTimeout: 2_000, bodyTimeout: 2_000, reset: true },
    );
    const answer: unknown = await body.json();
    const known = typeof answer === 'object' && answer !== null && 'dataDir' in answer;
    return statusCode === 200 && known ? String(answer.dataDir) : undefined;
  } catch {
    return undefined;
  }
}

/** Calls the operator or dashboard API of a running system. Fails with its problem's `detail`. */
export async function callApi(
  target: { readonly url: string; readonly token: string },
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const url = `${target.url}${path}`;
  const answer = await request(url, {
    method,
    reset: true,
    headers: {
      authorization: `Bearer ${target.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new CommandFailure(`${url} does not answer: ${reasonOf(error)}`);
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 200 && answer.statusCode < 300)
    return text === '' ? {} : JSON.parse(text);
  throw new CommandFailure(detailOf(text) ?? `${method} ${url} answered ${answer.statusCode}`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

function detailOf(text: string): string | undefined {
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem !== 'object' || problem === null) return undefined;
    if ('detail' in problem) return String(problem.detail);
    return 'message' in problem ? String(problem.message) : undefined;
  } catch {
    return undefined;
  }
}
