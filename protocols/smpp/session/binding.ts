import { Status } from '../pdu/command-status.ts';
import type { BindCommand, CommandName } from '../pdu/pdu.ts';

/** The session states of SMPP 3.4, section 2.2; `unbound` covers unbinding and everything after it. */
export type BindingState = 'open' | 'bound_tx' | 'bound_rx' | 'bound_trx' | 'unbound';

export type Side = 'esme' | 'smsc';

export type BindType = 'transmitter' | 'receiver' | 'transceiver';

const STATE_OF: Record<BindType, BindingState> = {
  transmitter: 'bound_tx',
  receiver: 'bound_rx',
  transceiver: 'bound_trx',
};

export function boundState(type: BindType): BindingState {
  return STATE_OF[type];
}

export function bindTypeOf(command: BindCommand): BindType {
  return command.slice('bind_'.length) as BindType;
}

export function isBindCommand(command: CommandName): command is BindCommand {
  return (
    command === 'bind_transceiver' || command === 'bind_transmitter' || command === 'bind_receiver'
  );
}

export function isBound(state: BindingState): boolean {
  return state !== 'open' && state !== 'unbound';
}

type Issuers = Partial<Record<BindingState, readonly Side[]>>;

const FROM_TRANSMITTER: Issuers = { bound_tx: ['esme'], bound_trx: ['esme'] };
const TO_RECEIVER: Issuers = { bound_rx: ['smsc'], bound_trx: ['smsc'] };

/** Section 2.3, table 2-1: who may issue which request in which state. */
const ISSUERS: Partial<Record<CommandName, Issuers>> = {
  bind_transmitter: { open: ['esme'] },
  bind_receiver: { open: ['esme'] },
  bind_transceiver: { open: ['esme'] },
  outbind: { open: ['smsc'] },
  unbind: {
    bound_tx: ['esme', 'smsc'],
    bound_rx: ['esme', 'smsc'],
    bound_trx: ['esme', 'smsc'],
  },
  submit_sm: FROM_TRANSMITTER,
  submit_multi: FROM_TRANSMITTER,
  data_sm: { bound_tx: ['esme'], bound_rx: ['smsc'], bound_trx: ['esme', 'smsc'] },
  deliver_sm: TO_RECEIVER,
  query_sm: FROM_TRANSMITTER,
  cancel_sm: FROM_TRANSMITTER,
  replace_sm: FROM_TRANSMITTER,
  alert_notification: TO_RECEIVER,
};

export function mayIssue(command: CommandName, issuer: Side, state: BindingState): boolean {
  return ISSUERS[command]?.[state]?.includes(issuer) ?? false;
}

/** What to answer a request that its sender may not issue in this state. */
export function bindingRefusal(command: CommandName, state: BindingState): number {
  return isBindCommand(command) && isBound(state) ? Status.ESME_RALYBND : Status.ESME_RINVBNDSTS;
}
