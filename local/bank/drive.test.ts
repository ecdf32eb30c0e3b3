import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../history/index.ts';
import { memoryHistory } from '../history/testing/memory.ts';
import { CallbackReceiver } from './callback-receiver.ts';
import { BankClient } from './client.ts';
import { type Driver, drive, saturate } from './drive.ts';
import { CREDENTIALS, callBack, FakeApi } from './testing/fake-api.ts';

let api: FakeApi;
let receiver: CallbackReceiver;
let driver: Driver;
let operations: Operation[];
beforeEach(async () => {
  const history = memoryHistory();
  const { record } = history;
  operations = history.operations;
  api = await new FakeApi().listen();
  receiver = new CallbackReceiver({ signingSecret: CREDENTIALS.signingSecret, record });
  const callbackUrl = `http://127.0.0.1:${await receiver.listen(0)}/callbacks`;
  const retry = { minBackoffMs: 1, maxBackoffMs: 2, maxTries: 3 };
  const client = new BankClient({ url: api.url, credentials: CREDENTIALS, callbackUrl, retry });
  driver = { client, receiver, record };
  api.onAccepted = ({ requestId, cbUrl }, transactionId) => {
    callBack(cbUrl, { requestId, transactionId }).catch(() => undefined);
  };
});
afterEach(async () => {
  await driver.client.close();
  await receiver.close();
  await api.close();
});

describe('drive', () => {
  it('offers what is due and waits for every outcome', async () => {
    const result = await drive(driver, { rate: 200, seconds: 0.5, seed: 7 });
    expect(result.load).toMatchObject({
      kind: 'open',
      seed: 7,
      offered: 100,
      accepted: 100,
      refused: 0,
      errors: 0,
      firstTryErrors: 0,
    });
    expect(result.outcomes).toEqual({ VERIFIED: 100 });
    expect(result).toMatchObject({
      lost: 0,
      contradictory: 0,
      duplicateCallbacks: 0,
      unexpected: {},
    });
    expect(result.completion.count).toBe(100);
    expect(result.completion.p99Ms).toBeGreaterThanOrEqual(result.acceptance.minMs);
  });

  it('asks the same subscribers for the same models in every run of the same seed', async () => {
    const options = {
      rate: 1_000,
      seconds: 0.06,
      models: { touch: 1, itemselect: 2, multisecure: 1 },
      personas: { ordinary: 3, rejects: 1 },
      settleSeconds: 5,
    };
    const asked = async (seed: number) => {
      api.seen.length = 0;
      await drive(driver, { ...options, seed });
      return api.seen.map(({ msisdn, model }) => `${msisdn} ${model}`).sort();
    };
    const first = await asked(1);
    expect(first).toHaveLength(60);
    expect(await asked(1)).toEqual(first);
    expect(await asked(2)).not.toEqual(first);
    expect(new Set(first.map((line) => line.split(' ')[0])).size).toBeGreaterThan(50);
  });

  it('counts first-try errors, refusals and errors apart', async () => {
    api.fate = (nth) =>
      nth % 10 === 0 ? { status: 503 } : nth % 10 === 5 ? { status: 422 } : 'serve';
    const { load, lost } = await drive(driver, { rate: 500, seconds: 0.1 });
    expect(load.offered).toBe(50);
    expect(load.accepted + load.refused + load.errors).toBe(50);
    expect(load.refused).toBeGreaterThan(0);
    expect(load.firstTryReasons['HTTP 503']).toBeGreaterThan(0);
    expect(load.firstTryErrors).toBeGreaterThan(load.refused);
    expect(lost).toBe(0);
  });

  it('reports outcomes that never came, came twice, or contradict each other', async () => {
    let nth = 0;
    api.onAccepted = ({ requestId, cbUrl }, transactionId) => {
      nth += 1;
      const mine = nth;
      if (mine === 1) return;
      const parts = { requestId, transactionId };
      const deliver = async () => {
        await callBack(cbUrl, parts);
        if (mine === 2) await callBack(cbUrl, parts);
        if (mine === 3) await callBack(cbUrl, { ...parts, responseType: 'FAILED' });
      };
      deliver().catch(() => undefined);
    };
    const result = await drive(driver, {
      rate: 20,
      seconds: 0.15,
      settleSeconds: 0.3,
      concurrency: 1,
    });
    expect(result).toMatchObject({
      lost: 1,
      duplicateCallbacks: 1,
      contradictory: 1,
      completed: 2,
    });
    expect(result.lostRequests).toEqual([api.seen[0]?.requestId]);
  });

  it('names outcomes that are not those of the persona', async () => {
    const result = await drive(driver, { rate: 100, seconds: 0.05, models: { touch: 1 } });
    expect(result.unexpected).toEqual({ 'ordinary: APPROVED -> VERIFIED': 5 });
  });

  it('writes a history in which every request is invoked, answered and called back', async () => {
    api.fate = (nth) => (nth === 2 ? { status: 400 } : 'serve');
    await drive(driver, { rate: 100, seconds: 0.05 });
    const by = (type: string, f: string) =>
      operations.filter((operation) => operation.type === type && operation.f === f);
    expect(by('invoke', 'approve')).toHaveLength(5);
    expect(by('ok', 'approve')).toHaveLength(4);
    expect(by('fail', 'approve')).toMatchObject([
      { value: { status: 400, code: 'c400', tries: 1 } },
    ]);
    expect(by('ok', 'callback')).toHaveLength(4);
    expect(JSON.stringify(operations)).not.toContain('55501');
    const open = new Set<string>();
    for (const { process, type, f } of operations.filter(({ f }) => f === 'approve')) {
      expect(f).toBe('approve');
      expect(open.has(process)).toBe(type !== 'invoke');
      if (type === 'invoke') open.add(process);
      else open.delete(process);
    }
  });

  it('keeps so many under way in a closed loop, whatever their fate', async () => {
    let underWay = 0;
    let most = 0;
    api.fate = (nth) => (nth % 7 === 3 ? { status: 400 } : 'serve');
    api.onAccepted = ({ requestId, cbUrl }, transactionId) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setImmediate(() => {
        underWay -= 1;
        callBack(cbUrl, { requestId, transactionId }).catch(() => undefined);
      });
    };
    const result = await saturate(driver, { concurrency: 4, seconds: 0.3 });
    expect(most).toBeLessThanOrEqual(4);
    expect(result.load.kind).toBe('closed');
    expect(result.load.refused).toBeGreaterThan(0);
    expect(result.completed).toBe(result.load.accepted);
    expect(result.completedPerSecond).toBeGreaterThan(0);
  });

  it('refuses a mix without weights', async () => {
    await expect(drive(driver, { rate: 1, seconds: 1, models: { touch: 0 } })).rejects.toThrow(
      /models: give at least one a weight above 0/,
    );
  });
});
