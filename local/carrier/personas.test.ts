import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PersonaName } from './personas.ts';
import { type Rig, startRig } from './testing/rig.ts';

/** Fifty times as fast as life: whoever answers late takes a fifth of a second. */
let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ times: 50 });
});
afterAll(() => rig.stop());

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 8_000, interval: 5 });

/** Wakes one subscriber with a popup of 4 s and resolves when its handset is at rest again. */
async function wake(persona: PersonaName, nth = 0) {
  const { tandem, carrier } = rig;
  const subscriber = rig.subscriber(persona, nth);
  const notification = tandem.notify(subscriber, { popupDuration: 4 });
  const before = { ...carrier.handsets.counts[persona] };
  await tandem.wake(subscriber);
  await until(() => expect(carrier.handsets.counts[persona].wakeUps).toBe(before.wakeUps + 1));
  await until(() => expect(carrier.handsets.active).toBe(0));
  return {
    subscriber,
    notification,
    polls: tandem.polls.filter((appletId) => appletId === subscriber.appletId).length,
    acks: tandem.acks.filter(({ appletId }) => appletId === subscriber.appletId),
  };
}

describe('personas', () => {
  it.each([
    ['approves', ['00']],
    ['ordinary', ['00']],
    ['rejects', ['01']],
    ['slow', ['00']],
    ['late', ['00']],
    ['no-input', ['02']],
    ['applet-error', ['04']],
    ['swapped-sim', ['00']],
    ['busy', ['03', '00']],
  ] as const)('%s answers %j, one for each poll, and rests', async (persona, statuses) => {
    const { acks, polls, subscriber, notification } = await wake(persona);
    expect(acks.map(({ status }) => status)).toEqual(statuses);
    expect(polls).toBe(statuses.length);
    expect(acks[0]).toMatchObject({
      notificationId: notification.notificationId,
      simUID: subscriber.simUid,
      deviceUID: subscriber.deviceUid,
      lastImeiChange: subscriber.lastImeiChange,
      answer: '',
    });
  });

  it('ignores fetches the popup, and neither answers nor polls again', async () => {
    const { acks, polls } = await wake('ignores');
    expect(acks).toEqual([]);
    expect(polls).toBe(1);
  });

  it('duplicates sends every poll and every answer twice', async () => {
    const { acks, polls } = await wake('duplicates');
    expect(acks).toHaveLength(2);
    expect(polls).toBe(2);
  });

  it('wrong-mac is refused and gives up until it is woken again', async () => {
    const refusals = rig.tandem.rejected.length;
    const { acks, polls } = await wake('wrong-mac');
    expect(acks).toEqual([]);
    expect(polls).toBe(0);
    expect(rig.tandem.rejected.slice(refusals)).toEqual(['AUTHENTICATION_FAILED']);
  });

  it('silent gets the SMS and never polls', async () => {
    const { polls } = await wake('silent');
    expect(polls).toBe(0);
    await until(() => expect(rig.tandem.receipts.at(-1)?.receipt.state).toBe('DELIVERED'));
  });

  it('off is reported undeliverable at the end of validity, and not woken', async () => {
    const subscriber = rig.subscriber('off');
    const messageId = await rig.tandem.wake(subscriber, { validity_period: '000000000003000R' });
    await until(() =>
      expect(rig.tandem.receipts.map(({ receipt }) => receipt)).toContainEqual(
        expect.objectContaining({ messageId, state: 'UNDELIVERABLE' }),
      ),
    );
    expect(rig.tandem.polls).not.toContain(subscriber.appletId);
  });

  it('lost-receipt answers, and its receipt never comes', async () => {
    const lost = rig.carrier.smsc.path.desk.counts.lost;
    const { acks } = await wake('lost-receipt');
    expect(acks).toHaveLength(1);
    expect(rig.carrier.smsc.path.desk.counts.lost).toBe(lost + 1);
  });
});
