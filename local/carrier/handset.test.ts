import { encodeMessage } from '@tandem/applet';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Rig, startRig } from './testing/rig.ts';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
});

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 8_000, interval: 5 });

async function start(options: Parameters<typeof startRig>[0] = {}): Promise<Rig> {
  rig = await startRig(options);
  return rig;
}

describe('handsets', () => {
  it('repeat an answer on a new connection until there is a receipt', async () => {
    const { tandem, carrier, subscriber } = await start({ profile: 'fast' });
    const approves = subscriber('approves');
    let failures = 2;
    tandem.receiptFor = () => {
      failures -= 1;
      return failures >= 0 ? undefined : 'recorded';
    };
    tandem.notify(approves);
    await tandem.wake(approves);
    await until(() => expect(carrier.handsets.counts.approves.recorded).toBe(1));
    expect(tandem.acks).toHaveLength(3);
    expect(new Set(tandem.acks.map(({ notificationId }) => notificationId)).size).toBe(1);
  });

  it('show one popup at a time, and the next when the first is answered', async () => {
    const { tandem, carrier, subscriber } = await start();
    const ordinary = subscriber('ordinary');
    const ids = ['first', 'second', 'third'];
    for (const notificationId of ids) tandem.notify(ordinary, { notificationId });
    for (const _ of ids) await tandem.wake(ordinary);
    await until(() => expect(tandem.acks.map(({ notificationId }) => notificationId)).toEqual(ids));
    await until(() => expect(carrier.handsets.active).toBe(0));
  });

  it('answer each model as its subscriber would', async () => {
    const { tandem, carrier, subscriber } = await start();
    const ordinary = subscriber('ordinary', 1);
    tandem.notify(ordinary, { notificationId: 'a', model: 'silent', popupText: '' });
    tandem.notify(ordinary, { notificationId: 'b', model: 'multisecure' });
    tandem.notify(ordinary, {
      notificationId: 'c',
      model: 'itemselect',
      items: ['Savings', 'Gold'],
    });
    for (let wakeUp = 0; wakeUp < 3; wakeUp += 1) await tandem.wake(ordinary);
    await until(() => expect(carrier.handsets.counts.ordinary.recorded).toBe(3));
    expect(tandem.acks.map(({ answer }) => answer)).toEqual(['', '4711', 'Savings']);
  });

  it('drop what is no wake-up of their own applet', async () => {
    const { tandem, carrier, subscriber } = await start();
    const [one, other] = [subscriber('ordinary', 2), subscriber('ordinary', 3)];
    const foreign = tandem.wakeUpFields(other).short_message;
    if (!foreign) throw new Error('a wake-up has user data');
    await tandem.wake(one, { short_message: foreign });
    await tandem.wake(one, { short_message: Buffer.from('hello') });
    const key = carrier.fleet.keyOf(one);
    const poll = encodeMessage({ name: 'PollRequest', appletId: one.appletId }, 1, key);
    await tandem.wake(one, { short_message: poll });
    await until(() => expect(carrier.handsets.counts.ordinary.invalidWakeUps).toBe(3));
    expect(tandem.polls).toEqual([]);
  });

  it('catch up when a region has seen a higher counter before the carrier restarted', async () => {
    const { tandem, carrier, subscriber } = await start({ profile: 'fast' });
    const ordinary = subscriber('ordinary', 4);
    tandem.seen(ordinary.appletId, Math.floor(Date.now() / 1_000) + 3_000);
    tandem.notify(ordinary);
    await tandem.wake(ordinary);
    await until(() => expect(carrier.handsets.counts.ordinary.recorded).toBe(1));
    expect(tandem.rejected).toEqual(['STALE_COUNTER']);
  });

  it('end their dialogues when the carrier drains, whatever they wait for', async () => {
    const { tandem, carrier, subscriber } = await start({ pace: 1 });
    const [ignores, slow] = [subscriber('ignores'), subscriber('slow')];
    tandem.notify(ignores, { popupDuration: 120 });
    tandem.notify(slow, { popupDuration: 120 });
    await tandem.wake(ignores);
    await tandem.wake(slow);
    await until(() => expect(carrier.handsets.active).toBe(2));
    await until(() => expect(carrier.handsets.counts.slow.popups).toBe(1));
    await carrier.handsets.end(5_000);
    expect(carrier.handsets.active).toBe(0);
    expect(tandem.acks).toEqual([]);
  });

  it('survive any user data', async () => {
    const { carrier, subscriber } = await start({ binds: 0 });
    const ordinary = subscriber('ordinary');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 140 }), (octets) => {
        carrier.handsets.deliver(ordinary, Buffer.from(octets));
        expect(carrier.handsets.active).toBe(0);
      }),
    );
  });
});
