import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { EAST, settle, startRig, WEST } from '../testing/rig.ts';

/** Sends these bytes and reads until the other side ends. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe('a request through the edge', () => {
  it('is served by the active region, which sees the client and its own Host', async () => {
    const { get, east } = await startRig();
    east.handle = (request_, response) => response.end(JSON.stringify(request_.headers));
    const answer = await get('/v1/approvals?a=b', { headers: { host: 'api.example' } });
    expect(answer.headers['x-tandem-region']).toBe(EAST);
    expect(answer.headers['cf-ray']).toMatch(/^[0-9a-f]{16}-USE1$/);
    expect(JSON.parse(answer.body)).toMatchObject({
      host: 'api.example',
      'cf-connecting-ip': '127.0.0.1',
      'x-forwarded-for': '127.0.0.1',
    });
  });

  it('keeps method, path, query, body, status and headers', async () => {
    const { get, east } = await startRig();
    east.handle = (incoming, response) => {
      response.writeHead(418, { 'x-seen': `${incoming.method} ${incoming.url}` });
      incoming.pipe(response);
    };
    const answer = await get('/v1/x?y=%20z', { method: 'PUT' }, 'the body');
    expect(answer).toMatchObject({ status: 418, body: 'the body' });
    expect(answer.headers['x-seen']).toBe('PUT /v1/x?y=%20z');
  });

  it('uses connections to the region again', async () => {
    const { get, east } = await startRig();
    const before = east.apiConnections;
    for (let i = 0; i < 5; i += 1) await get('/');
    expect(east.apiConnections - before).toBe(1);
  });

  it('streams bodies of any size both ways, without keeping them', async () => {
    const { get, east } = await startRig();
    east.handle = (incoming, response) => void incoming.pipe(response);
    const body = Buffer.alloc(5_000_000, 'x');
    expect((await get('/', { method: 'POST' }, body)).body).toHaveLength(body.length);
  });

  it('lets a slow reader slow the region down', async () => {
    const { ports, east } = await startRig();
    let sent = 0;
    east.handle = (_, response) => {
      const more = () => {
        while (sent < 64_000_000 && response.write(Buffer.alloc(64_000))) sent += 64_000;
      };
      response.on('drain', more);
      more();
    };
    const outgoing = request({ port: ports.api, host: '127.0.0.1', agent: false }).end();
    const [response] = await once(outgoing, 'response');
    response.pause();
    let last = -1;
    while (last !== sent) {
      last = sent;
      for (let turn = 0; turn < 300; turn += 1) await new Promise((go) => setImmediate(go));
    }
    expect(sent).toBeLessThan(32_000_000);
    outgoing.destroy();
  });

  it('passes server-sent events on as they come', async () => {
    const { ports, east } = await startRig();
    let say: (text: string) => void = () => undefined;
    east.handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      say = (text) => response.write(`data: ${text}\n\n`);
    };
    const outgoing = request({ port: ports.api, host: '127.0.0.1', agent: false }).end();
    const [response] = await once(outgoing, 'response');
    for (const text of ['one', 'two']) {
      say(text);
      const [chunk] = await once(response, 'data');
      expect(String(chunk)).toBe(`data: ${text}\n\n`);
    }
    outgoing.destroy();
  });

  it('tells the region when the client has gone', async () => {
    const { ports, east, edge } = await startRig();
    const arrived = new Promise<void>((resolve) => {
      east.handle = () => resolve();
    });
    const outgoing = request({ port: ports.api, host: '127.0.0.1', agent: false }).end();
    outgoing.on('error', () => undefined);
    await arrived;
    expect(edge.balancer.outstanding(`api-${EAST}`)).toBe(1);
    outgoing.destroy();
    await settle(() => edge.balancer.outstanding(`api-${EAST}`) === 0);
    expect(edge.balancer.outstanding(`api-${EAST}`)).toBe(0);
  });

  it('breaks off when the region does, so that half a response is not taken for a whole one', async () => {
    const { get, east } = await startRig();
    east.handle = (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => response.destroy());
    };
    await expect(get('/')).rejects.toThrow();
  });
});

describe('what the edge refuses itself', () => {
  it('/metrics, with 403', async () => {
    const { get } = await startRig();
    const answer = await get('/metrics');
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'not-through-the-edge' });
  });

  it('a place that is none, with 400 and those that are', async () => {
    const { get } = await startRig();
    const answer = await get('/', { headers: { 'x-tandem-place': 'mars-1' } });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatch(/x-tandem-place: must be one of us-east-1, us-west-2/);
  });

  it('a long URL, a large header and what is no HTTP, each on its own connection', async () => {
    const { get, ports } = await startRig({ maxUrlBytes: 256, maxHeaderBytes: 1_024 });
    expect((await get(`/${'x'.repeat(256)}`)).status).toBe(414);
    const large = await raw(
      ports.api,
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(2_000)}\r\n\r\n`,
    );
    expect(large).toMatch(/^HTTP\/1.1 431 /);
    expect(await raw(ports.api, '\u0016\u0003\u0001 hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    const both =
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(await raw(ports.api, both)).toMatch(/^HTTP\/1.1 400 /);
    expect((await get('/')).status).toBe(200);
  });
});

describe('when a region fails', () => {
  it('a refused request is repeated in the other region, body and all', async () => {
    const { get, east, west } = await startRig();
    west.handle = (incoming, response) => void incoming.pipe(response);
    east.kill();
    const answer = await get('/', { method: 'POST' }, 'precious');
    expect(answer).toMatchObject({ status: 200, body: 'precious' });
    expect(answer.headers).toMatchObject({ 'x-tandem-region': WEST, 'x-tandem-via': 'failover' });
  });

  it('also one whose body is too long to be kept: nothing was taken before the connection', async () => {
    const { get, east, west } = await startRig({ retryBufferBytes: 10 });
    west.handle = (incoming, response) => void incoming.pipe(response);
    east.kill();
    expect((await get('/', { method: 'POST' }, 'x'.repeat(100_000))).status).toBe(200);
  });

  it('and no region can be reached, the client hears 521, 523 or 522', async () => {
    const { get, clock, east, west, edge } = await startRig();
    const unreachable = [EAST, WEST].map((region) => {
      return edge.faults.inject({ kind: 'partition', region }).id;
    });
    expect((await get('/')).status).toBe(523);
    for (const id of unreachable) edge.faults.heal(id);
    for (const region of [EAST, WEST]) edge.faults.inject({ kind: 'blackhole', region });
    const late = get('/');
    await settle(() => edge.balancer.outstanding(`api-${EAST}`) === 1);
    clock.advance(edge.settings.connectTimeoutMs);
    await settle(() => edge.balancer.outstanding(`api-${WEST}`) === 1);
    clock.advance(edge.settings.connectTimeoutMs + 1);
    expect((await late).status).toBe(522);
    edge.faults.healAll();
    east.kill();
    west.kill();
    expect((await get('/')).status).toBe(521);
  });

  it('no response at all is 520 for what may not be repeated, and is not repeated', async () => {
    const { get, east, west } = await startRig();
    await get('/');
    let asked = 0;
    east.handle = (incoming) => {
      asked += 1;
      incoming.socket.resetAndDestroy();
    };
    west.handle = () => {
      asked += 100;
    };
    const answer = await get('/', { method: 'POST' }, 'once');
    expect(answer.status).toBe(520);
    expect(asked).toBe(1);
  });

  it('a GET that met the end of a kept connection is repeated on a new one', async () => {
    const { get, east } = await startRig();
    await get('/');
    let asked = 0;
    east.handle = (incoming, response) => {
      asked += 1;
      if (asked === 1) incoming.socket.resetAndDestroy();
      else response.end('second');
    };
    expect((await get('/')).body).toBe('second');
    expect(asked).toBe(2);
  });

  it('a response that does not begin is 524, after the time-out and without another try', async () => {
    const { get, clock, east, edge } = await startRig();
    const arrived = new Promise<void>((resolve) => {
      east.handle = () => resolve();
    });
    const answer = get('/', { method: 'POST' }, 'slow');
    await arrived;
    clock.advance(edge.settings.responseTimeoutMs + 1);
    expect((await answer).status).toBe(524);
  });

  it('a connection that the region closed while idle is not used again', async () => {
    const { get, east } = await startRig();
    await get('/');
    for (const socket of east.sockets) socket.end();
    await settle(() => east.sockets.size === 0);
    expect((await get('/', { method: 'POST' }, 'x')).status).toBe(200);
  });
});

it('draining does not wait for server-sent events, which never end', async () => {
  const { ports, east, edge } = await startRig();
  east.handle = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n');
  };
  const outgoing = request({ port: ports.api, host: '127.0.0.1', agent: false }).end();
  outgoing.on('error', () => undefined);
  const [response] = await once(outgoing, 'response');
  response.on('error', () => undefined).resume();
  await edge.stop();
});

it('draining finishes what is under way and takes nothing new', async () => {
  const { ports, east, edge } = await startRig();
  let answer: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    east.handle = (_, response) => {
      answer = () => response.end('done');
      resolve();
    };
  });
  const agent = new Agent({ keepAlive: true });
  const outgoing = request({ port: ports.api, host: '127.0.0.1', agent }).end();
  await arrived;
  const stopped = edge.stop();
  answer();
  const [response] = await once(outgoing, 'response');
  expect(response.headers.connection).toBe('close');
  response.resume();
  await stopped;
  const late = request({ port: ports.api, host: '127.0.0.1', agent: false }).end();
  const [error] = await once(late, 'error');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
});
