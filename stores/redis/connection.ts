import type { Command } from './commands.ts';
import type { ConnectRedisOptions, Credentials, RedisAddress } from './options.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const FIRST_RECONNECT_MS = 20;
const LAST_RECONNECT_MS = 1_000;

export interface RedisConnection {
  readonly isReady: boolean;
  /** Sends them in one write and resolves with the replies; several are taken as a whole. */
  exchange(commands: readonly Command[]): Promise<readonly unknown[]>;
  /** Whether the server said so, as opposed to: the connection failed. */
  isReply(error: unknown): boolean;
  destroy(): void;
}

export interface ConnectionEvents {
  /** Called for each attempt that failed and for each connection that was lost. */
  onFailure(error: unknown): void;
  onReady(): void;
}

/**
 * One connection that reconnects by itself until it is destroyed. The package is loaded
 * only here: a process without Redis does not pay for it. RESP2, since HELLO is not for every proxy; no
 * client name or version, which only some servers take.
 */
export async function openConnection(
  address: RedisAddress,
  options: ConnectRedisOptions,
  events: ConnectionEvents,
): Promise<RedisConnection> {
  const { createClient, ErrorReply } = await import('@redis/client');
  const credentials = options.credentials ?? fixed(address.credentials);
  const common = {
    host: address.host,
    port: address.port,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectStrategy: pauseBefore,
  };
  const { ca, serverName } = options.tls ?? {};
  const client = createClient({
    RESP: 2,
    socket: address.secure
      ? {
          ...common,
          tls: true,
          minVersion: 'TLSv1.2' as const,
          servername: serverName ?? serverNameOf(address.host),
          ...(ca === undefined ? {} : { ca }),
        }
      : common,
    ...(credentials && {
      credentialsProvider: { type: 'async-credentials-provider' as const, credentials },
    }),
    // Whoever waits does so in the link, which bounds their number and their time.
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    commandOptions: { timeout: 0 },
  });
  client.on('error', events.onFailure);
  client.on('ready', events.onReady);
  // Rejects only when the client was destroyed: everything else is tried again.
  client.connect().catch(() => undefined);
  return {
    get isReady() {
      return client.isReady;
    },
    async exchange([first, ...others]) {
      if (first && others.length === 0) return [await client.sendCommand(first)];
      const together = client.multi();
      for (const command of first ? [first, ...others] : []) together.addCommand([...command]);
      return together.exec();
    },
    isReply: (error) => error instanceof ErrorReply,
    destroy: () => client.destroy(),
  };
}

function fixed(credentials: Credentials | undefined): (() => Promise<Credentials>) | undefined {
  return credentials && (() => Promise.resolve(credentials));
}

/** RFC 6066 section 3: a server name is a host name, never an address. */
function serverNameOf(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}

function pauseBefore(retries: number): number {
  const pause = Math.min(LAST_RECONNECT_MS, FIRST_RECONNECT_MS * 2 ** Math.min(retries, 10));
  return pause * (0.5 + Math.random() / 2);
}
