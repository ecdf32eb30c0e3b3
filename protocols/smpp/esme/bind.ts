import type { Socket } from 'node:net';
import { systemClock } from '@tandem/core';
import type { SmppError } from '../errors.ts';
import { Status } from '../pdu/command-status.ts';
import { INTERFACE_VERSION } from '../pdu/grammar.ts';
import type { Pdu } from '../pdu/pdu.ts';
import type { Answer } from '../session/answers.ts';
import { OPEN_GATE, type SendGate } from '../session/gate.ts';
import { Session } from '../session/session.ts';
import type { EsmeDependencies, EsmeSettings } from './options.ts';

export interface LinkHandlers {
  readonly onAlert: (alert: Pdu<'alert_notification'>) => unknown;
  readonly onOutbind: (outbind: Pdu<'outbind'>) => unknown;
  readonly onProblem: (problem: Error) => unknown;
  readonly onClosed: (reason: SmppError) => void;
}

/** The ESME side of a connection, not bound yet. */
export function esmeSession(
  socket: Socket,
  settings: EsmeSettings,
  dependencies: EsmeDependencies,
  handlers: LinkHandlers,
  gate: SendGate = OPEN_GATE,
): Session {
  const onRequest = (request: Pdu): Answer | PromiseLike<Answer> => {
    switch (request.command) {
      case 'deliver_sm':
      case 'data_sm':
        return dependencies.onDeliver ? dependencies.onDeliver(request) : Status.ESME_RX_T_APPN;
      case 'alert_notification':
        handlers.onAlert(request);
        return undefined;
      case 'outbind':
        handlers.onOutbind(request);
        return undefined;
      default:
        return Status.ESME_RINVCMDID;
    }
  };
  const clock = dependencies.clock ?? systemClock;
  return new Session(
    socket,
    { ...settings, side: 'esme', clock, gate },
    { onRequest, onProblem: handlers.onProblem, onClosed: handlers.onClosed },
  );
}

/** Binds with the configured credentials. Rejects with SmppError, `refused` when the SMSC says no. */
export async function bind(session: Session, settings: EsmeSettings): Promise<void> {
  const { bindType, systemId, password, systemType, addressRange } = settings;
  await session.requestBind(`bind_${bindType}`, {
    system_id: systemId,
    password,
    system_type: systemType,
    interface_version: INTERFACE_VERSION,
    ...(addressRange && {
      addr_ton: addressRange.ton,
      addr_npi: addressRange.npi,
      address_range: addressRange.range,
    }),
  });
}
