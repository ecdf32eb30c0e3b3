import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CallbackReceiver } from '../bank/callback-receiver.ts';
import { BankClient } from '../bank/client.ts';
import { startTestSystem, type TestSystem } from '../testing/bundled-system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ split: true, bank: false });
}, 120_000);
afterAll(() => system.dispose());

async function verify(requestId: string): Promise<string | undefined> {
  const { customer, url } = system.credentials;
  const receiver = new CallbackReceiver({ signingSecret: customer.signingSecret });
  const callbackUrl = `http://127.0.0.1:${await receiver.listen(0)}/callbacks`;
  const client = new BankClient({ url, credentials: customer, callbackUrl });
  try {
    await client.submit({ msisdn: '+14045550101', model: 'silent', message: '' }, requestId);
    return (await receiver.awaitOutcome(requestId, 60_000))?.responseType;
  } finally {
    await client.close();
    await receiver.close();
  }
}

it('runs each workload as a process, with the dashboard under the same name as the API', async () => {
  const processes = await system.processes();
  expect(processes.filter(({ role }) => role === 'region')).toHaveLength(16);
  expect(processes.map(({ role }) => role)).not.toContain('bank');
  expect(await verify('request-1')).toBe('VERIFIED');
  const { url, token } = system.credentials.dashboard;
  for (const path of ['', '/', '/api/status']) {
    const answer = await request(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await answer.body.dump();
    expect(answer.statusCode).toBe(200);
  }
});

it('loses one workload of the active region, and has it back when it is started', async () => {
  await system.regions.actOn('us-east-1 mno', 'stop');
  await expect(system.regions.actOn('us-east-1 mno', 'freeze')).rejects.toThrow('is stopped');
  await system.regions.actOn('us-east-1 mno', 'start');
  await system.regions.actOn('us-east-1 sim', 'reclaim');
  expect(await verify('request-2')).toBe('VERIFIED');
  await expect(system.regions.actOn('us-east-1 nothing', 'stop')).rejects.toThrow(
    /allowed: documents, engine us-east-1/,
  );
});
