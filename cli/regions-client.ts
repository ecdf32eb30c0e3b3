import { existsSync } from 'node:fs';
import { systemClock, TandemError } from '@tandem/core';
import { type Credentials, connectSystemDocuments, servicesOf } from '@tandem/local';
import { RegionHistory } from '@tandem/runtime';
import { type Documents, embeddedLayout } from '@tandem/stores';
import { type Profile, type Topology, topologyFor } from '@tandem/topology';
import {
  type Operated,
  type Overview,
  OverviewSchema,
  operateRegion,
  type RegionAction,
  readOverviewAfresh,
} from '@tandem/workloads';
import { Value } from 'typebox/value';
import { request } from 'undici';
import { CommandFailure } from './failure.ts';

/** How the regions are seen and operated: through any region that serves, else in documents themselves. */
export interface RegionsClient {
  readonly route: 'api' | 'documents';
  overview(): Promise<Overview>;
  /** Fails with the reason when it is refused. `force` names the region once more. */
  operate(region: string, action: RegionAction, force?: string): Promise<Operated>;
  close(): Promise<void>;
}

/** A lost region answers nothing; whoever asks at night will not wait for it. */
const PATIENCE_MS = 4_000;

export interface RegionsPlace {
  readonly credentials: Credentials;
  /** Where the engines of the local system lie, if they do on this machine. */
  readonly dataDir: string | undefined;
  readonly profile: Profile;
}

export async function connectRegions(place: RegionsPlace): Promise<RegionsClient> {
  const api = new ApiClient(place.credentials);
  const unreachable = await api.overview().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (unreachable === undefined) return api;
  const { dataDir, profile } = place;
  const topology = topologyFor(profile);
  if (dataDir === undefined || !mayAsk(topology, dataDir)) throw unreachable;
  const documents = await connectSystemDocuments({
    topology,
    dataDir,
    environment: process.env,
    client: 'operator',
    retryForMs: PATIENCE_MS,
  });
  return new DocumentsClient(documents, profile);
}

/** An embedded engine that never ran here is not waited for. */
function mayAsk(topology: Topology, dataDir: string): boolean {
  const embedded = servicesOf(topology, process.env).outside.mongodb === undefined;
  return !embedded || existsSync(embeddedLayout(dataDir).documents.socketPath);
}

class ApiClient implements RegionsClient {
  readonly route = 'api';
  readonly #credentials: Credentials;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  async overview(): Promise<Overview> {
    const { url, token } = this.#credentials.dashboard;
    const answer = await ask('GET', `${url}/api/regions`, token);
    if (Value.Check(OverviewSchema, answer)) return answer;
    throw new CommandFailure(`${url}/api/regions did not answer with the regions`);
  }

  async operate(region: string, action: RegionAction, force?: string): Promise<Operated> {
    const { dashboard, operator } = this.#credentials;
    const query = force === undefined ? '' : `?force=${encodeURIComponent(force)}`;
    const url = `${dashboard.url}/api/regions/${encodeURIComponent(region)}/${action}${query}`;
    return (await ask('POST', url, operator.token)) as Operated;
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}

class DocumentsClient implements RegionsClient {
  readonly route = 'documents';
  readonly #documents: Documents;
  readonly #profile: Profile;

  constructor(documents: Documents, profile: Profile) {
    this.#documents = documents;
    this.#profile = profile;
  }

  overview(): Promise<Overview> {
    return readOverviewAfresh(this.#documents, topologyFor(this.#profile), systemClock);
  }

  async operate(region: string, action: RegionAction, force?: string): Promise<Operated> {
    const documents = this.#documents;
    const history = new RegionHistory({ documents, clock: systemClock, region: 'operator' });
    try {
      const overview = await this.overview();
      return await operateRegion(region, action, { documents, overview, history, force });
    } catch (error) {
      throw error instanceof TandemError ? new CommandFailure(error.message) : error;
    } finally {
      await history.flush();
    }
  }

  close(): Promise<void> {
    return this.#documents.close();
  }
}

async function ask(method: 'GET' | 'POST', url: string, token: string): Promise<unknown> {
  const { statusCode, body } = await request(url, {
    method,
    reset: true,
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
    headers: { authorization: `Bearer ${token}` },
  }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${url} does not answer: ${reason}`);
  });
  const answer: unknown = await body.json().catch(() => undefined);
  if (statusCode === 200) return answer;
  const isProblem = typeof answer === 'object' && answer !== null && 'detail' in answer;
  const why = isProblem ? String(answer.detail).replace(/\.$/, '') : `HTTP ${statusCode}`;
  throw new CommandFailure(isProblem ? why : `${url} answered ${why}`);
}
