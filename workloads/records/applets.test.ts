import { beforeEach, expect, test } from 'vitest';
import { AppletDirectory } from './applets.ts';
import { APPLETS } from './collections.ts';
import { type TestContext, testContext } from './testing/context.ts';
import { APPLET, hashOf, provision } from './testing/transactions.ts';

const { msisdnHash, simUid, deviceUid } = APPLET;
const details = { appletId: APPLET._id, simUid, deviceUid };
let context: TestContext;
let directory: AppletDirectory;
let cacheFailures: number;

beforeEach(() => {
  context = testContext();
  cacheFailures = 0;
  directory = new AppletDirectory({
    documents: context.documents,
    cache: context.cache,
    cacheTtlMs: 60_000,
    onCacheFailure: () => {
      cacheFailures += 1;
    },
  });
});

const finds = () => context.documents.calls.filter(({ method }) => method === 'find').length;

test('the second look-up of a subscriber comes from the cache, until its time is over', async () => {
  await provision(context);
  expect(await directory.ofSubscriber(msisdnHash)).toEqual(details);
  expect(await directory.ofSubscriber(msisdnHash)).toEqual(details);
  expect(finds()).toBe(1);
  context.clock.advance(60_000);
  expect(await directory.ofSubscriber(msisdnHash)).toEqual(details);
  expect(finds()).toBe(2);
});

test('that a subscriber has no applet is never remembered', async () => {
  expect(await directory.ofSubscriber(msisdnHash)).toBeUndefined();
  await directory.register({ ...details, msisdnHash, at: 1 });
  expect(await directory.ofSubscriber(msisdnHash)).toEqual(details);
});

test('a registration replaces what the cache remembered', async () => {
  await provision(context);
  await directory.ofSubscriber(msisdnHash);
  const moved = { ...details, msisdnHash, deviceUid: 'device-0002', at: 2 };
  expect(await directory.register(moved)).toBe('registered');
  expect(await directory.ofSubscriber(msisdnHash)).toMatchObject({ deviceUid: 'device-0002' });
});

test('a registration repeated or raced by another region ends registered', async () => {
  const registration = { ...details, msisdnHash, at: 1 };
  const results = await Promise.all([
    directory.register(registration),
    directory.register({ ...registration, deviceUid: 'device-0002' }),
    directory.register(registration),
  ]);
  expect(results).toEqual(['registered', 'registered', 'registered']);
  expect((await context.documents.collection(APPLETS).get(APPLET._id))?.version).toBe(3);
});

test.each([
  ['another number', { msisdnHash: hashOf('+14045550102') }],
  ['another SIM', { simUid: 'sim-0002' }],
  ['the number of another applet', { appletId: '89001000000000000002' }],
])('a registration with %s is a mismatch and changes nothing', async (_, change) => {
  await provision(context);
  const registration = { ...details, msisdnHash, at: 3, ...change };
  expect(await directory.register(registration)).toBe('mismatch');
  expect(await directory.ofSubscriber(msisdnHash)).toEqual(details);
});

test('without the cache, documents answer; what it failed is reported', async () => {
  await provision(context);
  context.cache.down = true;
  expect(await directory.ofSubscriber(msisdnHash)).toEqual(details);
  await new Promise(setImmediate);
  expect(cacheFailures).toBe(2);
});

test.each(['', 'null', '[]', '{"appletId":1}', '{'])(
  'cached nonsense (%j) is a miss',
  async (text) => {
    await provision(context);
    await context.cache.set(`subscriber:${msisdnHash}`, text, 1_000);
    expect(await directory.ofSubscriber(msisdnHash)).toEqual(details);
  },
);
