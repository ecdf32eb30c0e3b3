import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../history/index.ts';
import { memoryHistory } from '../history/testing/memory.ts';
import { CallbackReceiver } from './callback-receiver.ts';
import { BankClient } from './client.ts';
import { type Driver, drive } from './drive.ts';
import { CREDENTIALS, callBack, FakeApi } from './testing/fake-api.ts';

const [EAST, WEST] = ['us-east-1', 'us-west-2'];
const places = { 'us-east-1': 7, 'us-west-2': 3 };

let api: FakeApi;
let receiver: CallbackReceiver;
let driver: Driver;
let operations: Operation[];
beforeEach(async () => {
  const history = memoryHistory();
  const { record } = history;
  operations = history.operations;
  api = await new FakeApi().listen();
  receiver = new CallbackReceiver({ signingSecret: CREDENTIALS.signingSecret });
  const callbackUrl = `http://127.0.0.1:${await receiver.listen(0)}/callbacks`;
  const retry = { minBackoffMs: 1, maxBackoffMs: 2, maxTries: 2 };
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

const of = (f: string, type?: string) =>
  operations.filter(
    (operation) => operation.f === f && (type ?? operation.type) === operation.type,
  );

describe('the history of a load', () => {
  it('has an invocation and an end for each request, whatever it is', async () => {
    api.fate = (nth) => {
      if (nth === 1) return { status: 422 };
      return nth === 2 || nth === 3 ? 'drop' : 'serve';
    };
    await drive(driver, { rate: 100, seconds: 0.03, concurrency: 1, places: { 'us-west-2': 1 } });
    const [first, second, third] = of('approve', 'invoke').map(({ value }) => value.requestId);
    const asked = { persona: 'ordinary', model: 'silent', place: WEST };
    const ms = expect.any(Number);
    const rows = of('approve').map(({ process, type, value }) => [process, type, value]);
    expect(rows).toEqual([
      ['bank-0', 'invoke', { requestId: first, ...asked }],
      [
        'bank-0',
        'ok',
        {
          requestId: first,
          transactionId: expect.any(String),
          repeated: false,
          tries: 1,
          region: WEST,
          ms,
        },
      ],
      ['bank-0', 'invoke', { requestId: second, ...asked }],
      [
        'bank-0',
        'fail',
        { requestId: second, status: 422, code: 'c422', tries: 1, firstError: 'HTTP 422', ms },
      ],
      ['bank-0', 'invoke', { requestId: third, ...asked }],
      [
        'bank-0',
        'info',
        { requestId: third, reason: 'UND_ERR_SOCKET', tries: 2, firstError: 'UND_ERR_SOCKET', ms },
      ],
    ]);
  });

  it('never uses a process again whose request may still happen', async () => {
    api.fate = (nth) => (nth < 2 ? 'drop' : 'serve');
    await drive(driver, { rate: 100, seconds: 0.02, concurrency: 1 });
    expect(of('approve').map(({ process, type }) => `${process} ${type}`)).toEqual([
      'bank-0 invoke',
      'bank-0 info',
      'bank-1 invoke',
      'bank-1 ok',
    ]);
  });
});

describe('places', () => {
  it('are drawn by weight, the same in each run of a seed', async () => {
    const run = async () => {
      operations.length = 0;
      await drive(driver, { rate: 2_000, seconds: 0.1, places, seed: 3 });
      return of('approve', 'invoke').map(({ value }) => value.place);
    };
    const first = await run();
    const east = first.filter((place) => place === EAST).length;
    expect(east / first.length).toBeGreaterThan(0.6);
    expect(east / first.length).toBeLessThan(0.8);
    expect(await run()).toEqual(first);
    expect(new Set(api.places)).toEqual(new Set([`POST ${EAST}`, `POST ${WEST}`]));
  });

  it('leave the subscribers of a seed as they are', async () => {
    const asked = async (more: object) => {
      api.seen.length = 0;
      await drive(driver, { rate: 1_000, seconds: 0.03, ...more });
      return api.seen.map(({ msisdn }) => msisdn).sort();
    };
    expect(await asked({ places, repeats: { share: 0 } })).toEqual(await asked({}));
  });
});

describe('repeats', () => {
  it('ask for the same again through another place, and compare', async () => {
    const repeats = { share: 1, withinMs: 5 };
    const result = await drive(driver, { rate: 200, seconds: 0.05, places, repeats });
    expect(result.load.offered).toBe(10);
    expect(result.repeats).toEqual({ asked: 10, same: 10, different: 0, refused: 0, unknown: 0 });
    const placesOf = new Map<unknown, unknown[]>();
    for (const { value } of of('approve', 'invoke')) {
      placesOf.set(value.requestId, [...(placesOf.get(value.requestId) ?? []), value.place]);
    }
    for (const asked of placesOf.values()) expect([...asked].sort()).toEqual([EAST, WEST]);
    expect(of('approve', 'invoke').filter(({ value }) => value.repeat === true)).toHaveLength(10);
    expect(of('approve', 'ok').filter(({ value }) => value.repeated === true)).toHaveLength(10);
  });

  it('take only the share that was asked for', async () => {
    const repeats = { share: 0.2, withinMs: 1 };
    const { repeats: counts } = await drive(driver, { rate: 2_000, seconds: 0.1, repeats });
    expect(counts?.asked).toBeGreaterThan(20);
    expect(counts?.asked).toBeLessThan(65);
  });
});

describe('observers', () => {
  it('read through every place while the load runs, and all of the sample after it', async () => {
    let decided = false;
    api.show = (_, place) => {
      if (!decided) return [200, { status: 'ACCEPTED' }];
      if (place === EAST)
        return [200, { status: 'DECIDED', outcome: { responseType: 'VERIFIED' } }];
      return [503, { code: 'unavailable' }];
    };
    const delayed: (() => void)[] = [];
    api.onAccepted = ({ requestId, cbUrl }, transactionId) => {
      delayed.push(() => {
        callBack(cbUrl, { requestId, transactionId }).catch(() => undefined);
      });
      if (delayed.length < 10) return;
      decided = true;
      for (const deliver of delayed) deliver();
    };
    const observers = { rate: 200, finals: 6 };
    const result = await drive(driver, { rate: 100, seconds: 0.1, places, observers });
    const ends = operations.filter(({ f, type }) => f === 'status' && type !== 'invoke');
    expect(of('status', 'invoke')).toHaveLength(ends.length);
    expect(new Set(ends.map(({ value }) => value.place))).toEqual(new Set([EAST, WEST]));
    const finals = ends.slice(-12);
    expect(new Set(finals.map(({ value }) => value.transactionId)).size).toBe(6);
    const east = finals.filter(({ value }) => value.place === EAST);
    expect(
      east.map(({ type, value }) => [type, value.state, value.responseType, value.region]),
    ).toEqual(Array.from({ length: 6 }, () => ['ok', 'DECIDED', 'VERIFIED', EAST]));
    expect(
      finals.filter(({ type, value }) => type === 'info' && value.reason === 'HTTP 503'),
    ).toHaveLength(6);
    expect(ends[0]?.value).toMatchObject({ state: 'ACCEPTED' });
    expect(ends[0]?.process).toMatch(/^bank-observer-\d+$/);
    expect(result.reads?.answered).toBeGreaterThanOrEqual(7);
    expect(result.reads?.unknown).toBeGreaterThanOrEqual(6);
  });

  it('tell refusals, and that nobody answered', async () => {
    api.show = () => [404, { code: 'not-found' }];
    const observers = { rate: 1, finals: 2 };
    await drive(driver, { rate: 100, seconds: 0.02, observers });
    expect(of('status', 'fail').map(({ value }) => [value.status, value.code])).toEqual([
      [404, 'not-found'],
      [404, 'not-found'],
    ]);
  });
});
