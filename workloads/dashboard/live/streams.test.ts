import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settled, until } from '../../records/testing/context.ts';
import { type Browser, Dashboard } from '../testing/harness.ts';
import { TICK_MS } from './source.ts';
import { BEAT_MS, MAX_STREAMS, PATIENCE_MS } from './streams.ts';

let dashboard: Dashboard;
let browser: Browser;
let port = 0;
const pages: Page[] = [];

/** What a browser's EventSource sees. */
class Page {
  readonly events: { readonly event: string; readonly id: string; readonly data: string }[] = [];
  comments = 0;
  status = 0;
  ended = false;
  headers: Readonly<Record<string, unknown>> = {};
  readonly #request;

  constructor(cookie: string, lastId?: string) {
    const last = lastId === undefined ? {} : { 'last-event-id': lastId };
    const headers = { cookie, host: 'localhost:8080', ...last };
    this.#request = request({ port, host: '127.0.0.1', path: '/dashboard/api/live', headers });
    this.#request.on('error', () => {
      this.ended = true;
    });
    this.#request.on('response', (response) => {
      this.status = response.statusCode ?? 0;
      this.headers = response.headers;
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.#take(block);
      });
      response.on('close', () => {
        this.ended = true;
      });
    });
    this.#request.end();
    pages.push(this);
  }

  get lastId(): string {
    return this.events.at(-1)?.id ?? '';
  }

  get names(): string[] {
    return this.events.map(({ event }) => event);
  }

  close(): void {
    this.#request.destroy();
  }

  #take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
    if (block.startsWith(':')) this.comments += 1;
    const event = field('event');
    if (event) this.events.push({ event, id: field('id'), data: field('data') });
  }
}

beforeEach(async () => {
  dashboard = await Dashboard.start();
  dashboard.parts.live.start();
  await dashboard.server.listen({ host: '127.0.0.1', port: 0 });
  const address = dashboard.server.server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  browser = await dashboard.signIn({});
});
afterEach(async () => {
  for (const page of pages.splice(0)) page.close();
  await dashboard.close();
});

async function tick(): Promise<void> {
  const { sequence } = dashboard.parts.live;
  dashboard.clock.advance(TICK_MS);
  await until(() => dashboard.parts.live.sequence > sequence);
}

async function open(lastId?: string): Promise<Page> {
  const page = new Page(browser.cookie, lastId);
  await until(() => page.status !== 0 && (page.events.length > 0 || page.status !== 200));
  return page;
}

describe('the stream', () => {
  test('begins with all there is and goes on with one update a second', async () => {
    const page = await open();
    expect(page.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-content-type-options': 'nosniff',
    });
    expect(JSON.parse(page.events[0]?.data ?? '')).toMatchObject({
      state: { region: 'us-east-1', lease: null, regions: [{ name: 'us-east-1' }, {}] },
    });
    await tick();
    await tick();
    await until(() => page.events.length === 3);
    expect(page.names).toEqual(['snapshot', 'update', 'update']);
  });

  test('goes on after the last event that the page had', async () => {
    const page = await open();
    await tick();
    await until(() => page.events.length === 2);
    page.close();
    await tick();
    await tick();
    const again = await open(page.lastId);
    await until(() => again.events.length === 2);
    expect(again.names).toEqual(['update', 'update']);
    const numbers = again.events.map(({ id }) => Number(id.split('.')[1]));
    expect(numbers).toEqual([numbers[0], (numbers[0] ?? 0) + 1]);
  });

  test.each(['abc.7', 'nonsense', '.', `${'x'.repeat(500)}.1`])(
    'begins anew after the id "%s" of another process',
    async (id) => {
      expect((await open(id)).names).toEqual(['snapshot']);
    },
  );

  test('says when the region stops, so that the page goes to another one', async () => {
    const page = await open();
    dashboard.parts.streams.closeAll('draining');
    await until(() => page.ended);
    expect(page.names.at(-1)).toBe('bye');
    expect(JSON.parse(page.events.at(-1)?.data ?? '')).toMatchObject({ reason: 'draining' });
  });

  test('does not keep the server from closing', async () => {
    const page = await open();
    await dashboard.server.close();
    await until(() => page.ended);
    expect(page.names.at(-1)).toBe('bye');
  });

  test('ends with its session', async () => {
    const page = await open();
    dashboard.parts.live.stop();
    dashboard.clock.advance(8 * 3_600_000);
    await until(() => page.ended);
    expect(JSON.parse(page.events.at(-1)?.data ?? '')).toMatchObject({ reason: 'session-ended' });
  });

  test('beats while there is nothing to say', async () => {
    const page = await open();
    dashboard.parts.live.stop();
    dashboard.clock.advance(2 * BEAT_MS);
    await until(() => page.comments > 0);
  });

  test('is not for everybody, and not for too many', async () => {
    const stranger = new Page('');
    await until(() => stranger.status !== 0);
    expect(stranger.status).toBe(401);
    for (const subject of ['a', 'b', 'c', 'd']) {
      const { cookie } = await dashboard.signIn({ subject });
      for (let nth = 0; nth < MAX_STREAMS / 4; nth += 1) void new Page(cookie);
    }
    await until(() => dashboard.parts.streams.size === MAX_STREAMS);
    const late = await open();
    expect(late.status).toBe(429);
    expect(late.headers['retry-after']).toBe('5');
  });
});

test('whoever does not read is dropped, and costs no more than what one connection holds', async () => {
  const page = await open();
  const { streams } = dashboard.parts;
  const [client] = [...streams.responses];
  if (!client) throw new Error('there is no stream');
  // As when the other side has stopped reading and the buffers of the connection are full.
  Object.defineProperty(client, 'writableNeedDrain', { value: true });
  const buffered = client.writableLength;
  for (let at = 0; at <= PATIENCE_MS; at += TICK_MS) await tick();
  await until(() => streams.size === 0);
  expect(client.writableLength).toBeLessThanOrEqual(buffered);
  await until(() => page.ended);
  await settled();
});
