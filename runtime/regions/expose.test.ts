import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { Standing } from './board.ts';
import { exposeRegions } from './expose.ts';

const STANDING: Standing = {
  round: 3,
  toldAble: true,
  drained: true,
  missing: [],
  othersAble: ['us-west-2'],
};

test('a region says that it is drained, whom it could leave work to and how far it is behind', async () => {
  const registry = new Registry();
  const lags = new Map([['sms', [{ topic: 'subscriber-resolved', lag: 7 }]]] as const);
  exposeRegions(registry, { standing: () => STANDING, lags }, ['us-west-2', 'us-east-2']);
  const text = await registry.metrics();
  expect(text).toContain('tandem_region_drained 1\n');
  expect(text).toContain('tandem_region_peer_able{peer="us-west-2"} 1\n');
  expect(text).toContain('tandem_region_peer_able{peer="us-east-2"} 0\n');
  expect(text).toContain('tandem_events_lag_messages{group="sms",topic="subscriber-resolved"} 7\n');
});

test('it says nothing of others before it has looked', async () => {
  const registry = new Registry();
  exposeRegions(registry, { standing: () => undefined, lags: new Map() }, ['us-west-2']);
  const text = await registry.metrics();
  expect(text).toContain('tandem_region_drained 0\n');
  expect(text).not.toContain('peer="us-west-2"');
});
