import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OPERATOR_TOKEN, type Rig, startRig } from './testing/rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.stop());

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 8_000, interval: 5 });

async function call(method: 'GET' | 'POST', path: string, body?: object) {
  const answer = await request(`http://127.0.0.1:${rig.ports.control}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${OPERATOR_TOKEN}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.statusCode, answer: (await answer.body.json()) as object };
}

async function wake(notificationId: string, popupDuration = 20): Promise<void> {
  const subscriber = rig.subscriber('rejects');
  rig.tandem.notify(subscriber, { notificationId, popupDuration });
  await rig.tandem.wake(subscriber);
}
const shown = (notificationId: string) =>
  until(async () => {
    expect((await call('GET', '/phones/rejects')).answer).toMatchObject({
      popup: { notificationId, text: 'Pay 120 USD to Acme?', model: 'touch' },
    });
  });

describe('a phone that a person holds', () => {
  beforeEach(async () => {
    expect((await call('POST', '/phones/rejects/hold', { forMs: 60_000 })).status).toBe(200);
  });

  it('shows its popup and sends what the person answers, not what the persona would', async () => {
    await wake('n-1');
    await shown('n-1');
    const given = { notificationId: 'n-1', status: '00', text: '' };
    expect((await call('POST', '/phones/rejects/answer', given)).status).toBe(200);
    await until(() => expect(rig.tandem.acks).toMatchObject([{ status: '00' }]));
    await until(async () => {
      expect((await call('GET', '/phones/rejects')).answer).toMatchObject({ popup: null });
    });
    expect((await call('POST', '/phones/rejects/answer', given)).status).toBe(409);
  });

  it('says that nobody did anything when the popup lapses', async () => {
    await wake('n-1', 1);
    await until(() => expect(rig.tandem.acks).toMatchObject([{ status: '02' }]));
  });

  it('is its persona’s again when it is given back', async () => {
    await call('POST', '/phones/rejects/hold', { forMs: 0 });
    await wake('n-1');
    await until(() => expect(rig.tandem.acks).toMatchObject([{ status: '01' }]));
  });
});

describe('the personas', () => {
  it('are listed with what may be answered by hand, and no number', async () => {
    const { answer } = await call('GET', '/personas');
    expect(answer).toMatchObject({
      personas: expect.arrayContaining([
        expect.objectContaining({ name: 'rejects', number: '+1********02', answerable: true }),
        expect.objectContaining({ name: 'off', answerable: false }),
      ]),
    });
    expect(JSON.stringify(answer)).not.toMatch(/\+?\d{10}/);
  });

  it.each([
    ['POST', '/phones/off/hold', { forMs: 1_000 }, 409],
    ['POST', '/phones/rejects/hold', { forMs: -1 }, 400],
    ['POST', '/phones/rejects/answer', { notificationId: 'n', status: '00', text: '' }, 409],
    ['POST', '/phones/rejects/answer', { notificationId: 'n', status: '09', text: '' }, 400],
    ['GET', '/phones/nobody', undefined, 400],
  ] as const)('%s %s %o is refused', async (method, path, body, status) => {
    expect((await call(method, path, body)).status).toBe(status);
  });
});
