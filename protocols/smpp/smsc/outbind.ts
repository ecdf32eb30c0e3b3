import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { systemClock } from '@tandem/core';
import { SmppError } from '../errors.ts';
import { openConnection } from '../esme/connect.ts';
import type { Connection } from './connection.ts';
import type { SmscDependencies, SmscSettings } from './options.ts';
import type { SmscSession } from './smsc-session.ts';

export interface OutbindTarget {
  readonly host: string;
  readonly port: number;
  readonly tls?: true | ConnectionOptions;
  /** How the SMSC names itself to the ESME. */
  readonly systemId: string;
  readonly password: string;
}

export async function outbind(
  target: OutbindTarget,
  settings: SmscSettings,
  dependencies: SmscDependencies,
  accept: (socket: Socket) => Connection,
): Promise<SmscSession> {
  const clock = dependencies.clock ?? systemClock;
  const connecting = openConnection(target, settings.bindTimeoutMs, clock);
  const connection = accept(await connecting.socket);
  connection.session.notify('outbind', {
    system_id: target.systemId,
    password: target.password,
  });
  const session = await connection.firstBind;
  if (session) return session;
  throw new SmppError('not-bound', 'the ESME did not bind after outbind', { sent: 'yes' });
}
