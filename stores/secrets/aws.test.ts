import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '@tandem/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withEnvironment } from '../../test/engines/moto.ts';
import { eventually } from '../contract/adapter.ts';
import { awsSecrets } from './aws.ts';

const REFRESH_MS = 60_000;
const asked: ServerResponse[] = [];
const server = createServer((_request, response) => void asked.push(response));
let restore = (): void => undefined;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  restore = withEnvironment({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'fictional',
    AWS_SECRET_ACCESS_KEY: 'fictional',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});
afterAll(() => {
  restore();
  server.closeAllConnections();
  server.close();
});

async function answer(value: string): Promise<void> {
  await eventually('a request', () => asked.length > 0);
  asked
    .shift()
    ?.setHeader('content-type', 'application/x-amz-json-1.1')
    .end(JSON.stringify({ SecretString: value }));
}

test('an AWS that does not answer costs nobody more than a moment, and is left alone', async () => {
  const clock = new ManualClock();
  const secrets = awsSecrets({ region: 'us-east-1', prefix: 'tandem/', clock });
  const first = secrets.get('key');
  await answer('old');
  expect(await first).toBe('old');

  clock.advance(REFRESH_MS);
  const waiting = secrets.get('key');
  await eventually('a request', () => asked.length === 1);
  clock.advance(500);
  expect(await waiting).toBe('old');

  // What was asked for in vain comes after all.
  await answer('new');
  await eventually('the new value', async () => (await secrets.get('key')) === 'new');

  clock.advance(REFRESH_MS);
  const refused = secrets.get('key');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await eventually('an attempt', () => asked.length === 1);
    asked.shift()?.destroy();
  }
  expect(await refused).toBe('new');
  expect(await secrets.get('key')).toBe('new');
  expect(asked).toHaveLength(0);
  clock.advance(10_000);
  const again = secrets.get('key');
  await answer('newest');
  expect(await again).toBe('newest');
  await secrets.close();
});
