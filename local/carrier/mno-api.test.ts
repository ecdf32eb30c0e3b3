import { ManualClock } from '@tandem/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { FaultBoard } from '../faults.ts';
import type { CarrierFault } from './carrier-faults.ts';
import { Fleet } from './fleet.ts';
import { createMnoApi, type MnoApi } from './mno-api.ts';

const fleet = new Fleet({ masterKey: Buffer.alloc(16, 1) });
const now = Date.UTC(2026, 4, 1, 12, 30);
const STATUS = '/subscriber-status/v1/retrieve';

let clock: ManualClock;
let faults: FaultBoard<CarrierFault>;
let api: MnoApi;
beforeEach(() => {
  clock = new ManualClock(now);
  faults = new FaultBoard<CarrierFault>(clock);
  api = createMnoApi({ fleet, clock, faults });
});

async function post(url: string, payload: object, headers: Record<string, string> = {}) {
  const response = await api.app.inject({ method: 'POST', url, payload, headers });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
}

describe('subscriber status', () => {
  it('says whether a subscriber is reachable and when SIM and device changed', async () => {
    expect((await post(STATUS, { phoneNumber: '+14045550101' })).body).toEqual({
      reachable: true,
      latestSimChange: expect.stringMatching(/^202[3-5]-\d\d-\d\dT00:00:00.000Z$/),
      latestImeiChange: expect.stringMatching(/^202[3-5]-\d\d-\d\dT00:00:00.000Z$/),
    });
    expect((await post(STATUS, { phoneNumber: '+14045550105' })).body.reachable).toBe(false);
    expect((await post(STATUS, { phoneNumber: '+14045550115' })).status).toBe(200);
    expect((await post(STATUS, { phoneNumber: '+19995550100' })).body.reachable).toBe(true);
  });

  it('reports the fresh SIM of the persona swapped-sim, the same within the hour', async () => {
    const first = (await post(STATUS, { phoneNumber: '+14045550114' })).body;
    expect(first.latestSimChange).toBe('2026-05-01T07:00:00.000Z');
    clock.advance(60_000);
    expect((await post(STATUS, { phoneNumber: '+14045550114' })).body).toEqual(first);
  });
});

describe('CAMARA SIM Swap v2 and Device Swap v1', () => {
  it('retrieve-date and check agree', async () => {
    const body = { phoneNumber: '+14045550114' };
    const date = await post('/sim-swap/v2/retrieve-date', body);
    expect(date.body).toEqual({ latestSimChange: '2026-05-01T07:00:00.000Z' });
    const check = (maxAge?: number) => post('/sim-swap/v2/check', { ...body, maxAge });
    expect((await check()).body).toEqual({ swapped: true });
    expect((await check(5)).body).toEqual({ swapped: false });
    expect((await check(6)).body).toEqual({ swapped: true });
    const other = { phoneNumber: '+14045550101' };
    expect((await post('/sim-swap/v2/check', other)).body).toEqual({ swapped: false });
    expect((await post('/device-swap/v1/check', other)).body).toEqual({ swapped: false });
    expect((await post('/device-swap/v1/retrieve-date', other)).body).toHaveProperty(
      'latestDeviceChange',
    );
  });

  it('echoes x-correlator', async () => {
    const headers = { 'x-correlator': 'b4333c46-49c0-4f62-80d7-f0ef930f1c46' };
    expect((await post(STATUS, { phoneNumber: '+14045550101' }, headers)).headers).toMatchObject(
      headers,
    );
    expect((await post(STATUS, { phoneNumber: '+12' }, headers)).headers).toMatchObject(headers);
    expect((await post(STATUS, {}, { 'x-correlator': 'a b' })).body.code).toBe('INVALID_ARGUMENT');
  });
});

describe('errors', () => {
  it.each([
    ['a number of nobody', STATUS, { phoneNumber: '+14165550199' }, 404, 'IDENTIFIER_NOT_FOUND'],
    ['no number', STATUS, {}, 422, 'MISSING_IDENTIFIER'],
    ['a number without a plus', STATUS, { phoneNumber: '14045550101' }, 400, 'INVALID_ARGUMENT'],
    ['a number that is one', STATUS, { phoneNumber: 14045550101 }, 400, 'INVALID_ARGUMENT'],
    [
      'an age of 2,401 hours',
      '/sim-swap/v2/check',
      { phoneNumber: '+14045550101', maxAge: 2_401 },
      400,
      'OUT_OF_RANGE',
    ],
    ['another path', '/sim-swap/v9/check', {}, 404, 'NOT_FOUND'],
  ])('%s', async (_, url, payload, status, code) => {
    const answer = await post(url, payload);
    expect(answer.body).toEqual({ status, code, message: expect.any(String) });
    expect(answer.status).toBe(status);
  });

  it('refuses what is not JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    const broken = await api.app.inject({ method: 'POST', url: STATUS, payload: '{"p', headers });
    expect(broken.json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
    const text = { 'content-type': 'text/plain' };
    const plain = await api.app.inject({
      method: 'POST',
      url: STATUS,
      payload: 'x',
      headers: text,
    });
    expect(plain.json()).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('asks for the bearer token when it is given one', async () => {
    api = createMnoApi({ fleet, clock, faults, token: 'mno-token' });
    const body = { phoneNumber: '+14045550101' };
    expect((await post(STATUS, body)).body).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    const wrong = await post(STATUS, body, { authorization: 'Bearer mno-tokem' });
    expect(wrong.status).toBe(401);
    const right = await post(STATUS, body, { authorization: 'Bearer mno-token' });
    expect(right.status).toBe(200);
  });
});

describe('faults', () => {
  const body = { phoneNumber: '+14045550101' };

  it('is down, and up again when healed', async () => {
    const { id } = faults.inject({ kind: 'mno-down' });
    expect((await post(STATUS, body)).body).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
    faults.heal(id);
    expect((await post(STATUS, body)).status).toBe(200);
    expect(Object.fromEntries(api.answers)).toEqual({ 200: 1, 503: 1 });
  });

  it('is slow by as much as it is told', async () => {
    faults.inject({ kind: 'mno-slow', delayMs: 3_000 });
    let answered = false;
    const asking = post(STATUS, body).then(() => {
      answered = true;
    });
    while (clock.pendingTasks === 0) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(2_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    clock.advance(1);
    await asking;
    expect(answered).toBe(true);
  });

  it('cuts connections while unreachable', async () => {
    faults.inject({ kind: 'mno-unreachable' });
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = api.app.server.address() as { port: number };
    const asking = fetch(`http://127.0.0.1:${port}${STATUS}`, { method: 'POST', body: '{}' });
    await expect(asking).rejects.toThrow();
    expect(api.answers.get(0)).toBe(1);
    await api.app.close();
  });
});
