import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Browser, Dashboard, OPERATOR } from '../testing/harness.ts';

let controls: Server;
let asked: { readonly line: string; readonly body: unknown; readonly token: string }[];
let answers: Record<string, { readonly status: number; readonly body: object }>;
let dir: string;
let dashboard: Dashboard;
let operator: Browser;

const PHONE = { persona: 'rejects', manualUntil: null, popup: null };

beforeEach(async () => {
  asked = [];
  answers = {};
  controls = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const line = `${request.method} ${request.url}`;
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      asked.push({ line, body, token: String(request.headers.authorization) });
      const answer = answers[line] ?? { status: 404, body: { detail: `${line} is nothing.` } };
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => controls.listen(0, '127.0.0.1', resolve));
  const address = controls.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  dir = mkdtempSync(join(tmpdir(), 'tandem-reports-'));
  const localControls = { supervisor: url, edge: url, carrier: url, bank: url };
  dashboard = await Dashboard.start({ config: { localControls, drillReports: dir } });
  operator = await dashboard.signIn({ role: 'operator' });
});
afterEach(async () => {
  await dashboard.close();
  rmSync(dir, { recursive: true });
  controls.closeAllConnections();
  await new Promise((resolve) => controls.close(resolve));
});

test('elsewhere than on a local system there is nothing of it', async () => {
  const real = await Dashboard.start();
  const somebody = await real.signIn({ role: 'operator' });
  for (const path of ['/try/personas', '/try/phones/rejects', '/try/processes', '/drills']) {
    expect((await somebody.get(path)).statusCode).toBe(404);
  }
  expect((await somebody.act('/try/regions/us-east-1/stop')).statusCode).toBeGreaterThan(403);
  expect((await somebody.get('/session')).json().local).toBe(false);
  await real.close();
});

describe('trying it', () => {
  const approval = { persona: 'rejects', model: 'touch', message: 'Pay?', answering: 'manual' };

  test('asks for an approval, and has the phone wait for a person', async () => {
    const tried = { transactionId: 't-1', requestId: 'r-1', region: 'us-east-1' };
    answers['POST /phones/rejects/hold'] = { status: 200, body: PHONE };
    answers['POST /approvals'] = { status: 202, body: tried };
    const answer = await operator.act('/try/approvals', approval);
    expect([answer.statusCode, answer.json()]).toEqual([202, tried]);
    expect(asked).toMatchObject([
      { line: 'POST /phones/rejects/hold', body: { forMs: 300_000 }, token: OPERATOR },
      { line: 'POST /approvals', body: { persona: 'rejects', model: 'touch', message: 'Pay?' } },
    ]);
    expect(dashboard.acted()).toEqual(['try-approval rejects asked', 'try-approval rejects done']);
  });

  test('answers the phone in place of the persona', async () => {
    answers['POST /phones/rejects/answer'] = { status: 200, body: PHONE };
    const body = { notificationId: 'n-1', answer: 'refuse' };
    expect((await operator.act('/try/phones/rejects/answer', body)).json()).toEqual(PHONE);
    expect(asked[0]?.body).toEqual({ notificationId: 'n-1', status: '01', text: '' });
  });

  test('kills a region, which may be the one that answers', async () => {
    answers['POST /regions/us-east-1/stop?afterMs=300'] = { status: 202, body: {} };
    const answer = await operator.act('/try/regions/us-east-1/stop');
    expect([answer.statusCode, answer.json()]).toEqual([
      202,
      { region: 'us-east-1', action: 'stop' },
    ]);
    expect((await operator.act('/try/regions/us-east-1/explode')).statusCode).toBe(400);
  });

  test('says in a sentence what the control refused', async () => {
    const detail = 'us-east-1 is stopped already';
    answers['POST /regions/us-east-1/stop?afterMs=300'] = { status: 409, body: { detail } };
    const refused = await operator.act('/try/regions/us-east-1/stop');
    expect(refused.json()).toMatchObject({ code: 'local-refused', detail: `${detail}.` });
  });

  test('is for operators only', async () => {
    const support = await dashboard.signIn({ role: 'support', subject: 'bob' });
    expect((await support.act('/try/approvals', approval)).statusCode).toBe(403);
    expect(asked).toEqual([]);
  });
});

describe('reports of drills', () => {
  beforeEach(() => {
    mkdirSync(join(dir, 'region-loss'));
    const result = {
      drill: 'region-loss',
      profile: 'fast',
      valid: true,
      rto: { sim: { detection: null, total: null }, jobs: { total: 2 } },
    };
    writeFileSync(join(dir, 'region-loss', 'result.json'), JSON.stringify(result));
    writeFileSync(join(dir, 'region-loss', 'report.html'), '<h1>valid</h1>');
    mkdirSync(join(dir, 'broken'));
    writeFileSync(join(dir, 'broken', 'result.json'), '{');
    mkdirSync(join(dir, 'elsewhere'));
    symlinkSync('/etc/hostname', join(dir, 'elsewhere', 'report.html'));
  });

  test('are listed with what they found, and shown without their scripts', async () => {
    answers['GET /drills'] = { status: 200, body: { catalogue: [], running: null } };
    expect((await operator.get('/drills')).json()).toMatchObject({
      reports: [{ name: 'region-loss', valid: true, rto: { api: null, sim: null, jobs: 2 } }],
    });
    expect((await operator.get('/drills/region-loss')).json()).toMatchObject({ profile: 'fast' });
    const page = await operator.get('/drills/region-loss/report');
    expect(page.body).toBe('<h1>valid</h1>');
    expect(page.headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
  });

  test.each(['..', '..%2f..%2fetc', 'elsewhere', 'nothing', 'region-loss%00', 'region-loss%2f..'])(
    'called %s are not there',
    async (name) => {
      const answer = await operator.get(`/drills/${name}/report`);
      expect([400, 404]).toContain(answer.statusCode);
    },
  );

  test('are made by the supervisor, when an operator says why', async () => {
    answers['POST /drills'] = { status: 202, body: { name: 'region-loss', state: 'running' } };
    const drill = { name: 'region-loss', profile: 'fast', reason: 'a rehearsal' };
    expect((await operator.act('/drills', drill)).statusCode).toBe(202);
    expect(asked.at(-1)).toMatchObject({ body: { name: 'region-loss', profile: 'fast' } });
    expect(dashboard.acted()).toContain('drill region-loss done');
  });
});

test('what the edge and the carrier say is part of the live state', async () => {
  const watch = { health: 'up', history: [{ at: '2026-01-01T00:00:00.000Z', to: 'up' }] };
  const side = {
    link: { way: 'open', delayMs: 0 },
    monitor: watch,
    endpointCheck: watch,
    requests: { byStatus: { 200: 4 } },
    connections: { accepted: 2 },
  };
  answers['GET /status'] = { status: 200, body: { regions: { 'us-east-1': side } } };
  const { state } = (await operator.get('/live/state')).json();
  expect(state.edge).toEqual({
    regions: [
      {
        name: 'us-east-1',
        link: 'open',
        requests: 0,
        connections: 0,
        health: 'up',
        appletHealth: 'up',
      },
    ],
  });
  expect(state.carrier).toBeNull();
  expect(state.monitors[0]).toMatchObject({ kind: 'edge', name: 'API', health: 'up' });
});
