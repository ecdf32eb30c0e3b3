import { connect, type Socket } from 'node:net';
import { AppletClient, AppletKeyring, encodeMessage, exchange, type MacKey } from '@tandem/applet';
import { answerCalls } from '../worker/child.ts';
import { BENCH_MASTER } from './server-role.ts';

export interface Load {
  readonly port: number;
  readonly concurrency: number;
  readonly seconds: number;
}

const HOST = '127.0.0.1';
const keyring = new AppletKeyring({ master: BENCH_MASTER });
const held: Socket[] = [];
let counter = 0;

/** The client process: so many applets at once, each one exchange after the other. */
export function runAppletClient(): void {
  answerCalls({ exchangeEach, exchangeOpen, bareEach, bareOpen, hold, release });
}

interface Applet {
  readonly appletId: string;
  readonly key: MacKey;
}

/** A connection for every exchange, as an applet does it. */
function exchangeEach({ port, concurrency, seconds }: Load): Promise<number> {
  return drive(concurrency, seconds, ({ appletId, key }) => {
    counter += 1;
    const message = { name: 'PollRequest', appletId } as const;
    return exchange({ host: HOST, port, key, message, counter });
  });
}

/** One connection for all exchanges of an applet. */
async function exchangeOpen({ port, concurrency, seconds }: Load): Promise<number> {
  const clients = new Map<string, AppletClient>();
  const rate = await drive(concurrency, seconds, ({ appletId, key }) => {
    let client = clients.get(appletId);
    if (!client) {
      client = new AppletClient({ host: HOST, port, key });
      clients.set(appletId, client);
    }
    counter += 1;
    return client.request({ name: 'PollRequest', appletId }, counter);
  });
  for (const client of clients.values()) client.close();
  return rate;
}

/** The floor: the same bytes there and back without a protocol. */
function bareEach({ port, concurrency, seconds }: Load): Promise<number> {
  return drive(concurrency, seconds, async () => {
    const socket = connect({ host: HOST, port, noDelay: true });
    await bareExchange(socket);
    socket.destroy();
  });
}

async function bareOpen({ port, concurrency, seconds }: Load): Promise<number> {
  const sockets = new Map<string, Socket>();
  const rate = await drive(concurrency, seconds, ({ appletId }) => {
    const socket = sockets.get(appletId) ?? connect({ host: HOST, port, noDelay: true });
    sockets.set(appletId, socket);
    return bareExchange(socket);
  });
  for (const socket of sockets.values()) socket.destroy();
  return rate;
}

const bareRequest = encodeMessage({ name: 'PollRequest', appletId: 'applet-1' }, 1, undefined);

function bareExchange(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('data', () => {
      socket.off('error', reject);
      resolve();
    });
    socket.once('error', reject);
    socket.write(bareRequest);
  });
}

/** Opens connections that say one thing and then nothing more. */
async function hold({ port, count }: { port: number; count: number }): Promise<void> {
  const BATCH = 250;
  while (held.length < count) {
    const batch = Array.from({ length: Math.min(BATCH, count - held.length) }, async (_, i) => {
      const appletId = `applet-${held.length + i}`;
      const socket = connect({ host: HOST, port, noDelay: true });
      socket.on('error', () => socket.destroy());
      counter += 1;
      const reply = new Promise((resolve) => socket.once('data', resolve));
      socket.write(
        encodeMessage({ name: 'PollRequest', appletId }, counter, keyring.keyFor(appletId)),
      );
      await reply;
      return socket;
    });
    held.push(...(await Promise.all(batch)));
  }
}

function release(): void {
  for (const socket of held.splice(0)) socket.destroy();
}

/** Exchanges per second of `concurrency` applets, after a warm-up of a quarter of the time. */
async function drive(
  concurrency: number,
  seconds: number,
  once: (applet: Applet) => Promise<unknown>,
): Promise<number> {
  const startedAt = performance.now();
  const countFrom = startedAt + seconds * 250;
  const until = countFrom + seconds * 1_000;
  let done = 0;
  const runs = Array.from({ length: concurrency }, async (_, i) => {
    const appletId = `applet-${i}`;
    const applet = { appletId, key: keyring.keyFor(appletId) };
    for (let now = startedAt; now < until; now = performance.now()) {
      await once(applet);
      if (now >= countFrom) done += 1;
    }
  });
  await Promise.all(runs);
  return (done * 1_000) / (performance.now() - countFrom);
}
