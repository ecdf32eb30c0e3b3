import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { ManualClock } from '@tandem/core';
import { onTestFinished } from 'vitest';
import type { RoutedConnection } from '../accelerator/tcp-proxy.ts';
import { Edge, type EdgePorts } from '../edge.ts';
import type { EdgeOptions } from '../options.ts';
import { FakeRegion } from './origins.ts';

export const OPERATOR_TOKEN = 'operator-token-of-tests';
export const EAST = 'us-east-1';
export const WEST = 'us-west-2';

export interface Rig {
  readonly edge: Edge;
  readonly ports: EdgePorts;
  readonly clock: ManualClock;
  /** What the accelerator said of the connections it routed. */
  readonly connections: readonly RoutedConnection[];
  readonly east: FakeRegion;
  readonly west: FakeRegion;
  get(path: string, options?: RequestOptions, body?: string | Buffer): Promise<Answer>;
  control(method: string, path: string, body?: object): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** The edge in front of two fake regions, on free ports, with a clock that moves when told. */
export async function startRig(options: Partial<EdgeOptions> = {}): Promise<Rig> {
  const [east, west] = [new FakeRegion(EAST), new FakeRegion(WEST)];
  await Promise.all([east.start(), west.start()]);
  const clock = new ManualClock();
  const connections: RoutedConnection[] = [];
  const edge = new Edge(
    {
      profile: 'fast',
      apiPort: 0,
      appletPort: 0,
      controlPort: 0,
      operatorToken: OPERATOR_TOKEN,
      origins: [east.addresses, west.addresses],
      ...options,
    },
    { clock, onConnection: (connection) => connections.push(connection) },
  );
  const ports = await edge.start();
  onTestFinished(async () => {
    const stopped = edge.stop(0);
    clock.advance(1);
    await stopped;
    east.kill();
    west.kill();
  });
  return {
    edge,
    ports,
    clock,
    connections,
    east,
    west,
    get: (path, more, body) => send({ port: ports.api, path, ...more }, body),
    control: (method, path, body) =>
      send(
        {
          port: ports.control,
          method,
          path,
          headers: {
            authorization: `Bearer ${OPERATOR_TOKEN}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
        },
        body === undefined ? undefined : JSON.stringify(body),
      ),
  };
}

export function send(options: RequestOptions, body?: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', agent: false, ...options });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    outgoing.end(body);
  });
}

/** Lets sockets and promises do what they can without time passing. */
export async function settle(until: () => boolean, turns = 20_000): Promise<void> {
  for (let turn = 0; turn < turns && !until(); turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
