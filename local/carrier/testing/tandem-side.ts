import {
  type AnswerReceipt,
  AppletKeyring,
  type AppletReply,
  AppletServer,
  encodeMessage,
  type Notification,
  type NotificationAck,
  type ReceiptResult,
  type UplinkMessage,
} from '@tandem/applet';
import {
  absoluteTime,
  createEsme,
  type DeliveryReceipt,
  type Esme,
  type PduFields,
  parseReceipt,
} from '@tandem/smpp';
import type { FleetSubscriber } from '../fleet.ts';

export const MASTER_KEY = Buffer.alloc(16, 0x5a);

/** The least of Tandem that a carrier needs on its other side: applet server, binds, a mailbox. Tests only. */
export class TandemSide {
  readonly polls: string[] = [];
  readonly acks: NotificationAck[] = [];
  readonly receipts: { readonly receipt: DeliveryReceipt; readonly bind: number }[] = [];
  readonly rejected: string[] = [];
  /** In the order in which things were seen here. */
  readonly sequence: string[] = [];
  /** What to answer to the n-th acknowledgement; `undefined`: the region fails. */
  receiptFor: (ack: NotificationAck) => ReceiptResult | undefined = () => 'recorded';
  binds: Esme[] = [];
  readonly #keyring = new AppletKeyring({ master: MASTER_KEY });
  readonly #pending = new Map<string, Notification[]>();
  readonly #counters = new Map<string, number>();
  readonly #server: AppletServer;

  constructor() {
    this.#server = new AppletServer({
      host: '127.0.0.1',
      port: 0,
      authentication: {
        keyFor: (appletId) => this.#keyring.keyFor(appletId),
        acceptCounter: (appletId, counter) => this.#accept(appletId, counter),
      },
      handle: (message) => this.#answer(message),
      hooks: { rejected: (code) => this.rejected.push(code) },
    });
  }

  async listen(): Promise<{ readonly host: string; readonly port: number }> {
    return this.#server.listen();
  }

  async bind(
    port: number,
    count: number,
    systemId = 'tandem',
    password = 'secret',
    systemType = '',
  ): Promise<void> {
    const first = this.binds.length;
    const binds = Array.from({ length: count }, (_, i) =>
      createEsme({
        host: '127.0.0.1',
        port,
        systemId,
        systemType,
        password,
        reconnect: { minMs: 10, maxMs: 20 },
        throttle: { minMs: 10, maxMs: 20 },
        onDeliver: (pdu) => {
          const receipt = parseReceipt(pdu);
          if (receipt) this.receipts.push({ receipt, bind: first + i });
          this.sequence.push(`receipt ${receipt?.messageId}`);
          return 0;
        },
      }),
    );
    this.binds.push(...binds);
    await Promise.all(
      binds.map((bind) => {
        const bound = new Promise((resolve) => bind.once('bound', () => resolve(undefined)));
        bind.start();
        return bound;
      }),
    );
  }

  notify(subscriber: FleetSubscriber, notification: Partial<Notification> = {}): Notification {
    const whole: Notification = {
      name: 'Notification',
      notificationId: `n-${subscriber.index}-${this.#pending.get(subscriber.appletId)?.length ?? 0}`,
      popupText: 'Pay 120 USD to Acme?',
      popupDuration: 20,
      model: 'touch',
      items: [],
      ...notification,
    };
    const waiting = this.#pending.get(subscriber.appletId) ?? [];
    this.#pending.set(subscriber.appletId, [...waiting, whole]);
    return whole;
  }

  wakeUpFields(subscriber: Pick<FleetSubscriber, 'appletId' | 'msisdn'>): PduFields<'submit_sm'> {
    const key = this.#keyring.keyFor(subscriber.appletId);
    return {
      source_addr_ton: 5,
      source_addr: 'Tandem',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      destination_addr: subscriber.msisdn.slice(1),
      protocol_id: 0x7f,
      data_coding: 0xf6,
      registered_delivery: 1,
      validity_period: absoluteTime(Date.now() + 60_000),
      short_message: encodeMessage({ name: 'WakeUp' }, Math.floor(Date.now() / 1_000), key),
      tlvs: { user_message_reference: subscriber.appletId.length },
    };
  }

  /** Resolves with the message id. */
  async wake(
    subscriber: FleetSubscriber,
    more: Partial<PduFields<'submit_sm'>> = {},
    bind = 0,
  ): Promise<string> {
    const esme = this.binds[bind];
    if (!esme) throw new Error(`bind ${bind} does not exist`);
    const response = await esme.submit({ ...this.wakeUpFields(subscriber), ...more });
    this.sequence.push(`response ${response.message_id}`);
    return response.message_id;
  }

  async close(): Promise<void> {
    await Promise.all(this.binds.map((bind) => bind.close(100)));
    await this.#server.close(100);
  }

  #accept(appletId: string, counter: number): boolean {
    if (counter <= (this.#counters.get(appletId) ?? 0)) return false;
    this.#counters.set(appletId, counter);
    return true;
  }

  /** As if this applet had sent frames before, from a carrier that has restarted since. */
  seen(appletId: string, counter: number): void {
    this.#counters.set(appletId, counter);
  }

  #answer(message: UplinkMessage): AppletReply {
    if (message.name === 'Register') return { name: 'RegisterAck', result: 'unknown' };
    if (message.name === 'PollRequest') {
      this.polls.push(message.appletId);
      const next = this.#pending.get(message.appletId)?.[0];
      return next ?? { name: 'NothingPending', retryAfterSeconds: 5 };
    }
    this.acks.push(message);
    const result = this.receiptFor(message);
    if (result === undefined) throw new Error('this region fails');
    if (message.status !== '03') this.#forget(message);
    const receipt: AnswerReceipt = {
      name: 'AnswerReceipt',
      notificationId: message.notificationId,
      result,
    };
    return receipt;
  }

  #forget({ appletId, notificationId }: NotificationAck): void {
    const left = (this.#pending.get(appletId) ?? []).filter(
      (waiting) => waiting.notificationId !== notificationId,
    );
    this.#pending.set(appletId, left);
  }
}
