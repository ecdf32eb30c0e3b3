import { topologyFor } from '@tandem/topology';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Places } from '../edge/places.ts';
import type { Operation } from '../history/index.ts';
import { Random } from '../random.ts';
import { Homes } from './homes.ts';
import { type Rig, startRig } from './testing/rig.ts';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
});

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 8_000, interval: 5 });
const LOCAL = expect.stringMatching(/^127\.0\.[12]\.\d+:\d+$/);

async function start(options: Parameters<typeof startRig>[0] = {}): Promise<Rig> {
  rig = await startRig(options);
  return rig;
}

const rows = (operations: readonly Operation[]) =>
  operations.map(({ process, type, f, value }) => [process, type, f, value]);

describe('the history of the carrier', () => {
  it('tells of a wake-up, a poll, a popup and an answer', async () => {
    const { tandem, ports, operations, subscriber } = await start({ binds: 0 });
    await tandem.bind(ports.smsc, 1, 'tandem', 'secret', 'us-west-2');
    const approves = subscriber('approves');
    const { appletId: applet, index } = approves;
    const { notificationId } = tandem.notify(approves);
    const messageId = await tandem.wake(approves);
    await until(() => expect(operations).toHaveLength(7));
    const handset = `handset-${index}`;
    const asked = { applet, notificationId, status: '00' };
    expect(rows(operations)).toEqual([
      ['smsc', 'info', 'wake-up', { reference: '0014', applet, region: 'us-west-2', messageId }],
      [handset, 'invoke', 'poll', { applet }],
      [handset, 'ok', 'poll', { applet, local: LOCAL, result: 'notification', notificationId }],
      [handset, 'invoke', 'popup', { applet, notificationId }],
      [handset, 'ok', 'popup', { applet, notificationId }],
      [handset, 'invoke', 'answer', asked],
      [handset, 'ok', 'answer', { ...asked, local: LOCAL, result: 'recorded' }],
    ]);
    expect(JSON.stringify(operations)).not.toContain('55501');
  });

  it('shows no popup for a silent notification, and tells of a poll that found nothing', async () => {
    const { tandem, operations, subscriber } = await start();
    const [one, other] = [subscriber('ordinary'), subscriber('ordinary', 1)];
    tandem.notify(one, { model: 'silent' });
    await tandem.wake(one);
    await until(() => expect(operations.filter(({ type }) => type === 'ok')).toHaveLength(2));
    expect(operations.map(({ f }) => f)).not.toContain('popup');
    await tandem.wake(other);
    await until(() =>
      expect(operations.at(-1)).toMatchObject({
        f: 'poll',
        type: 'ok',
        value: { result: 'nothing' },
      }),
    );
  });

  it('closes the popup of who is late before the answer, which may be late too', async () => {
    const { tandem, operations, subscriber } = await start({ times: 200 });
    const late = subscriber('late');
    tandem.receiptFor = () => 'late';
    tandem.notify(late, { popupDuration: 1 });
    await tandem.wake(late);
    await until(() => expect(operations.at(-1)).toMatchObject({ f: 'answer', type: 'ok' }));
    expect(operations.slice(3).map(({ type, f }) => `${f} ${type}`)).toEqual([
      'popup invoke',
      'popup ok',
      'answer invoke',
      'answer ok',
    ]);
    expect(operations.at(-1)?.value).toMatchObject({ result: 'late' });
  });

  it('tells of each try: without a reply as unknown, refused as failed', async () => {
    const { tandem, operations, subscriber } = await start({ profile: 'fast' });
    const [ordinary, wrong] = [subscriber('ordinary'), subscriber('wrong-mac')];
    let failures = 1;
    tandem.receiptFor = () => {
      failures -= 1;
      return failures >= 0 ? undefined : 'recorded';
    };
    tandem.notify(ordinary);
    await tandem.wake(ordinary);
    const answers = () =>
      operations.flatMap(({ f, type, value }) => (f === 'answer' ? [[type, value.reason]] : []));
    await until(() =>
      expect(answers()).toEqual([
        ['invoke', undefined],
        ['info', 'INTERNAL'],
        ['invoke', undefined],
        ['ok', undefined],
      ]),
    );
    await tandem.wake(wrong);
    await until(() =>
      expect(operations.at(-1)).toMatchObject({ f: 'poll', type: 'fail', value: { local: LOCAL } }),
    );
  });

  it('says that nobody answered when there is no connection', async () => {
    const { tandem, operations, subscriber } = await start({
      profile: 'fast',
      appletTarget: { host: '127.0.0.1', port: 1 },
    });
    await tandem.wake(subscriber('ordinary'));
    await until(() =>
      expect(operations.find(({ type, f }) => f === 'poll' && type === 'info')?.value).toEqual({
        applet: subscriber('ordinary').appletId,
        reason: 'CONNECT_FAILED',
      }),
    );
  });
});

describe('homes', () => {
  const topology = topologyFor('document');
  const places = new Places(topology);
  const homesOf = (share: number) => new Homes({ topology, random: new Random(1), share });

  it('lets so many live near the usual region, the same ones every time', async () => {
    const homes = homesOf(0.7);
    expect(await homes.probe()).toBe(true);
    const regions = Array.from({ length: 2_000 }, (_, index) => homes.regionOf(index));
    const usual = regions.filter((region) => region === 'us-east-1').length;
    expect(usual / regions.length).toBeCloseTo(0.7, 1);
    expect(regions.map((_, index) => places.ofAddress(homes.addressOf(index)))).toEqual(regions);
    const again = homesOf(0.7);
    expect(regions.map((_, index) => again.regionOf(index))).toEqual(regions);
  });

  it('lets everybody live in one place when told so', () => {
    for (const [share, region] of [
      [1, 'us-east-1'],
      [0, 'us-west-2'],
    ] as const) {
      const homes = homesOf(share);
      for (let index = 0; index < 100; index += 1) expect(homes.regionOf(index)).toBe(region);
    }
  });

  it('leaves the address to the system before it knows which there are', () => {
    expect(homesOf(0.7).addressOf(1)).toBeUndefined();
  });
});
