import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestSystem, type TestSystem } from '../testing/bundled-system.ts';

let system: TestSystem;
let origin = '';
let cookie = '';

beforeAll(async () => {
  system = await startTestSystem();
  origin = system.credentials.url;
});
afterAll(() => system.dispose());

async function call(method: 'GET' | 'POST', path: string, body?: object, token?: string) {
  const answer = await request(`${origin}/dashboard/api${path}`, {
    method,
    headers: {
      origin,
      ...(cookie && { cookie }),
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { 'x-csrf-token': token }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  const value = JSON.parse(text || '{}') as Record<string, unknown>;
  return { status: answer.statusCode, headers: answer.headers, value };
}

async function act(path: string, body?: object) {
  const { value } = await call('POST', '/csrf');
  return call('POST', path, body, String(value.token));
}

interface Seen {
  readonly event: string;
  readonly by: string;
  readonly active: string;
}

/** The events of the live stream through the edge until the connection ends. */
async function* follow(): AsyncGenerator<Seen> {
  const { body } = await request(`${origin}/dashboard/api/live`, { headers: { cookie } });
  let text = '';
  for await (const chunk of body) {
    text += String(chunk);
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event] = /^event: (.*)$/m.exec(block) ?? [];
      const [, data] = /^data: (.*)$/m.exec(block) ?? [];
      if (event === undefined || data === undefined || event === 'bye') continue;
      const { state } = JSON.parse(data);
      yield { event, by: state.region, active: state.lease?.holder ?? '' };
    }
  }
}

/** The first event that is as wanted; connects again as a page does. */
async function seen(isWanted: (event: Seen) => boolean): Promise<Seen> {
  return vi.waitFor(
    async () => {
      for await (const event of follow()) if (isWanted(event)) return event;
      throw new Error('the stream ended');
    },
    { timeout: 60_000, interval: 200 },
  );
}

describe('the dashboard of a running system', () => {
  it('is opened once by the printed address', async () => {
    const url = await system.signInUrl('operator');
    const token = new URL(url).hash.slice('#token='.length);
    const signedIn = await call('POST', '/session', { token });
    expect(signedIn.value).toMatchObject({ user: { role: 'operator' }, local: true });
    cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
    expect((await call('POST', '/session', { token })).status).toBe(401);
  });

  it('sends an approval to a phone that a person answers, and shows its life', async () => {
    const tried = await act('/try/approvals', {
      persona: 'rejects',
      model: 'itemselect',
      message: 'From which account? <script>alert(1)</script>',
      items: ['Savings', 'Checking'],
      answering: 'manual',
    });
    expect(tried.status).toBe(202);
    const { transactionId } = tried.value;
    await vi.waitFor(
      async () => {
        const phone = await call('GET', '/try/phones/rejects');
        expect(phone.value).toMatchObject({
          popup: { notificationId: transactionId, items: ['Savings', 'Checking'] },
        });
      },
      { timeout: 20_000, interval: 100 },
    );
    const answer = { notificationId: transactionId, answer: 'accept', text: 'Checking' };
    expect((await act('/try/phones/rejects/answer', answer)).status).toBe(200);
    await vi.waitFor(
      async () => {
        const trace = await call('GET', `/transactions/${transactionId}/trace`);
        expect(trace.value).toMatchObject({
          outcome: { responseType: 'ANSWERED' },
          callback: { state: 'delivered' },
          lines: expect.arrayContaining([
            expect.objectContaining({
              what: 'sms-accepted',
              sms: expect.objectContaining({
                sequence: expect.any(Number),
                bind: expect.any(String),
              }),
            }),
          ]),
        });
      },
      { timeout: 20_000, interval: 100 },
    );
  });

  it('goes on after the loss of the region that serves it, with the same session', async () => {
    const first = await seen(({ event }) => event === 'snapshot');
    expect(first).toMatchObject({ by: 'us-east-1', active: 'us-east-1' });
    expect((await act('/try/regions/us-east-1/stop')).status).toBe(202);
    const after = await seen(({ by, active }) => by === 'us-west-2' && active === 'us-west-2');
    expect(after.active).toBe('us-west-2');
    const { value } = await call('GET', '/failover');
    expect(value).toMatchObject({ last: { kind: 'takeover', from: 'us-east-1', to: 'us-west-2' } });
    const audit = await call('GET', '/audit/entries?region=us-west-2&kind=actions');
    expect(audit.status).toBe(200);
  });
});
