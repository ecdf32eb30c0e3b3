import { Agenda } from '../agenda.ts';
import { within } from '../random.ts';
import { receiptOf } from './receipt.ts';
import { ReceiptDesk } from './receipt-desk.ts';
import type { ShortMessage } from './short-message.ts';
import type { Delivery, MessagePathOptions } from './smsc-options.ts';

/** What each draw of a message's luck is for (see Random.at). */
const DRAW = { loss: 1, delivery: 2, receipt: 3, receiptLoss: 4 } as const;

/** An accepted message from the SMSC to the handset, and its receipt back to the ESME. */
export class MessagePath {
  readonly counts = { delivered: 0, undelivered: 0, lost: 0 };
  readonly desk: ReceiptDesk;
  readonly agenda: Agenda;
  readonly #options: MessagePathOptions;

  constructor(options: MessagePathOptions) {
    this.#options = options;
    this.agenda = new Agenda(options.clock);
    this.desk = new ReceiptDesk(options.clock, this.agenda);
  }

  /** @param nth number of the submit since the start: its luck depends on the seed and on nothing else */
  send(message: ShortMessage, nth: number): void {
    const { plan, random, deliveryTime, faults, clock } = this.#options;
    const losing = faults.find('lose-messages');
    if (losing && random.at(nth, DRAW.loss) < losing.share) {
      this.counts.lost += 1;
      return;
    }
    const delivery = plan(message);
    const atOnce = faults.find('receipts-first') !== undefined;
    this.agenda.add(
      delivery.final === 'absentSubscriber'
        ? message.validUntil - clock.now()
        : atOnce
          ? 0
          : within(deliveryTime, random.at(nth, DRAW.delivery)),
      () => this.#arrive(message, nth, delivery, atOnce),
    );
  }

  #arrive(message: ShortMessage, nth: number, delivery: Delivery, atOnce: boolean): void {
    const delivered = delivery.final === 'delivered';
    if (delivered) {
      this.counts.delivered += 1;
      this.#options.deliver(message);
    } else {
      this.counts.undelivered += 1;
    }
    const { receipts } = message;
    if (receipts === 'none' || (receipts === 'on-failure' && delivered)) return;
    this.#report(message, nth, delivery, atOnce);
  }

  #report(message: ShortMessage, nth: number, { final, receipt }: Delivery, atOnce: boolean): void {
    const { faults, random, receiptTime, receipts, clock } = this.#options;
    const losing = faults.find('lose-receipts');
    const lost = losing !== undefined && random.at(nth, DRAW.receiptLoss) < losing.share;
    if (lost || receipt === 'lost') {
      this.desk.counts.lost += 1;
      return;
    }
    const extraMs = faults.find('delay-receipts')?.delayMs ?? 0;
    const travelMs = atOnce ? 0 : within(receiptTime, random.at(nth, DRAW.receipt));
    this.agenda.add(travelMs + extraMs, () =>
      this.desk.send(message.systemId, receiptOf(message, final, receipts, clock.now())),
    );
  }
}
