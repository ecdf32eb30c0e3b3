import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { systemClock } from '@tandem/core';
import type { SmppError } from '../errors.ts';
import type { Pdu } from '../pdu/pdu.ts';
import type { Session } from '../session/session.ts';
import { bind, esmeSession } from './bind.ts';
import { type EsmeOptions, splitEsmeOptions } from './options.ts';

export interface OutbindListenerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls?: TlsOptions;
  /** Whether this SMSC may ask for a bind. */
  readonly authenticate: (outbind: Pdu<'outbind'>) => boolean;
  /** How to bind then; host, port and the reconnect settings are not used: the SMSC called. */
  readonly esme: EsmeOptions;
  readonly onBound: (session: Session) => void;
  readonly onClosed?: (reason: SmppError) => void;
  readonly onProblem?: (problem: Error) => void;
}

export interface OutbindListener {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** An ESME that waits for its SMSC to call and then binds on that connection (section 2.2.1). */
export async function listenForOutbind(options: OutbindListenerOptions): Promise<OutbindListener> {
  const { host, port, tls } = options;
  const sessions = new Set<Session>();
  const onSocket = (socket: Socket) => {
    const session = answerOutbind(socket, options, () => sessions.delete(session));
    sessions.add(session);
  };
  const server: Server = tls ? createTlsServer(tls, onSocket) : createTcpServer(onSocket);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await Promise.all([...sessions].map((session) => session.unbind(5_000)));
      await closed;
    },
  };
}

function answerOutbind(
  socket: Socket,
  options: OutbindListenerOptions,
  onGone: () => void,
): Session {
  const [settings, dependencies] = splitEsmeOptions(options.esme);
  const clock = dependencies.clock ?? systemClock;
  const cancel = clock.schedule(settings.responseTimeoutMs, () =>
    session.close('no outbind in time'),
  );
  const session: Session = esmeSession(socket, settings, dependencies, {
    onAlert: () => undefined,
    onOutbind: (outbind) => {
      cancel();
      if (!options.authenticate(outbind)) {
        session.close('the outbind was refused');
        return;
      }
      bind(session, settings).then(
        () => options.onBound(session),
        (error: Error) => {
          options.onProblem?.(error);
          session.close('the bind failed');
        },
      );
    },
    onProblem: (problem) => options.onProblem?.(problem),
    onClosed: (reason) => {
      cancel();
      onGone();
      options.onClosed?.(reason);
    },
  });
  return session;
}
