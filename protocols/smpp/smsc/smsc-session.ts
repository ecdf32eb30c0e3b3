import { INTERFACE_VERSION } from '../pdu/grammar.ts';
import type { BindCommand, Pdu, PduFields } from '../pdu/pdu.ts';
import { type BindingState, type BindType, bindTypeOf } from '../session/binding.ts';
import type { Session } from '../session/session.ts';
import type { RequestOptions } from '../session/settings.ts';

/** One bound ESME, as the SMSC sees it. */
export class SmscSession {
  readonly id: number;
  readonly systemId: string;
  readonly systemType: string;
  readonly bindType: BindType;
  readonly addressRange: { readonly ton: number; readonly npi: number; readonly range: string };
  readonly #session: Session;

  constructor(id: number, bind: Pdu<BindCommand>, session: Session) {
    this.id = id;
    this.systemId = bind.system_id;
    this.systemType = bind.system_type;
    this.bindType = bindTypeOf(bind.command);
    this.addressRange = { ton: bind.addr_ton, npi: bind.addr_npi, range: bind.address_range };
    this.#session = session;
    session.bound(this.bindType, Math.min(bind.interface_version, INTERFACE_VERSION));
  }

  get state(): BindingState {
    return this.#session.state;
  }

  /** Whether deliver_sm, data_sm and alert_notification may be sent. */
  get receives(): boolean {
    return this.state === 'bound_rx' || this.state === 'bound_trx';
  }

  get inFlight(): number {
    return this.#session.inFlight;
  }

  get queued(): number {
    return this.#session.queued;
  }

  /** Resolves with deliver_sm_resp, rejects with SmppError. */
  deliver(
    fields: PduFields<'deliver_sm'>,
    options?: RequestOptions,
  ): Promise<Pdu<'deliver_sm_resp'>> {
    return this.#session.request('deliver_sm', fields, options);
  }

  deliverData(
    fields: PduFields<'data_sm'>,
    options?: RequestOptions,
  ): Promise<Pdu<'data_sm_resp'>> {
    return this.#session.request('data_sm', fields, options);
  }

  /** Throws SmppError `not-bound` or `invalid-field`; there is no response. */
  alert(fields: PduFields<'alert_notification'>): void {
    this.#session.notify('alert_notification', fields);
  }

  /** Finishes what is under way, unbinds and closes, within `deadlineMs`. */
  unbind(deadlineMs = 5_000): Promise<void> {
    return this.#session.unbind(deadlineMs);
  }

  /** Drops the connection at once. */
  close(why?: string): void {
    this.#session.close(why);
  }
}
