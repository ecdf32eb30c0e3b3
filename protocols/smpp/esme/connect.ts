import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { type Clock, isSelfConnected } from '@tandem/core';

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly tls?: true | ConnectionOptions;
}

/** A connection attempt that can be given up. */
export interface Connecting {
  readonly socket: Promise<Socket>;
  readonly abort: () => void;
}

/** Resolves when the connection (with TLS: the verified handshake) stands. */
export function openConnection(target: Target, timeoutMs: number, clock: Clock): Connecting {
  const { host, port } = target;
  const connection = target.tls
    ? connectTls({
        ...(isIP(host) ? {} : { servername: host }),
        ...(target.tls === true ? {} : target.tls),
        host,
        port,
      })
    : connectTcp({ host, port });
  const socket = new Promise<Socket>((resolve, reject) => {
    const cancel = clock.schedule(timeoutMs, () =>
      connection.destroy(new Error(`no connection to ${host}:${port} within ${timeoutMs} ms`)),
    );
    connection.once(target.tls ? 'secureConnect' : 'connect', () => {
      cancel();
      if (isSelfConnected(connection)) {
        connection.destroy(new Error(`nobody listens on ${host}:${port}`));
      } else {
        resolve(connection);
      }
    });
    connection.once('error', reject);
    connection.once('close', () => {
      cancel();
      reject(new Error(`the connection to ${host}:${port} was closed`));
    });
  });
  return { socket, abort: () => connection.destroy() };
}
