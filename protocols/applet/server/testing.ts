import { connect } from 'node:net';
import { ExchangeError } from '../client/errors.ts';
import { FrameDecoder } from '../decoder.ts';
import { AppletKeyring } from '../derivation.ts';
import { type Frame, parseFrame } from '../frame.ts';
import type { AppletServerOptions } from './options.ts';
import { type AppletServer, createAppletServer, type ListenAddress } from './server.ts';

export const keyring = new AppletKeyring({ master: Buffer.alloc(16, 7) });
export const key = keyring.keyFor('applet-1');
export const poll = { name: 'PollRequest', appletId: 'applet-1' } as const;
export const nothing = { name: 'NothingPending', retryAfterSeconds: 5 } as const;

const open: AppletServer[] = [];

/** For `afterEach`: cuts whatever a test left open. */
export async function closeServers(): Promise<void> {
  await Promise.all(open.splice(0).map((server) => server.close(0)));
}

/** A server on a free port that knows every applet but `stranger` and keeps counters in memory. */
export async function start(
  options: Partial<AppletServerOptions> = {},
): Promise<ListenAddress & { server: AppletServer }> {
  const counters = new Map<string, number>();
  const server = createAppletServer({
    host: '127.0.0.1',
    port: 0,
    authentication: {
      keyFor: (appletId) => (appletId === 'stranger' ? undefined : keyring.keyFor(appletId)),
      acceptCounter(appletId, counter) {
        if (counter <= (counters.get(appletId) ?? -1)) return false;
        counters.set(appletId, counter);
        return true;
      },
    },
    handle: () => nothing,
    ...options,
  });
  open.push(server);
  return { server, ...(await server.listen()) };
}

/** Sends bytes and resolves with everything that came back before the server closed. */
export function sendRaw(port: number, ...chunks: readonly Uint8Array[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => {
      for (const chunk of chunks) socket.write(chunk);
    });
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(received)));
    socket.on('error', reject);
  });
}

export function framesOf(bytes: Buffer): Frame[] {
  const decoder = new FrameDecoder();
  decoder.feed(bytes);
  const frames: Frame[] = [];
  for (let frame = decoder.next(); frame; frame = decoder.next()) frames.push(parseFrame(frame));
  return frames;
}

/** How a failed exchange failed: the refusal when it was refused. */
export async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ExchangeError)) throw new Error('expected an ExchangeError');
  return error.refusal ?? error.code;
}

/** Resolves as soon as events have made the condition true. */
export function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (condition()) resolve();
      else setImmediate(look);
    };
    look();
  });
}
