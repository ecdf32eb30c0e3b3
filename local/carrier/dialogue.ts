import {
  AppletClient,
  type DownlinkMessage,
  ExchangeError,
  type MacKey,
  type Notification,
  type NotificationAck,
  type UplinkMessage,
} from '@tandem/applet';
import type { Clock } from '@tandem/core';
import type { Agenda } from '../agenda.ts';
import type { Recorder } from '../history/index.ts';
import { type Random, within } from '../random.ts';
import { answerStatus, answerText, thinkMs } from './behaviour.ts';
import type { AppletCounters } from './counters.ts';
import type { PersonaCounts } from './counts.ts';
import { type FleetSubscriber, personaOf } from './fleet.ts';
import { HandsetHistory } from './handset-history.ts';
import type { Persona } from './personas.ts';
import type { ManualAnswer, Screens } from './screens.ts';
import type { HandsetTimings } from './timings.ts';

/** Dialogues of one subscriber must not repeat each other's luck; few draw as often. */
const DRAWS_PER_DIALOGUE = 1_024;

/** What all handsets of one carrier share. */
export interface HandsetWorld {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly random: Random;
  readonly counters: AppletCounters;
  readonly timings: HandsetTimings;
  /** The accelerator: where applets find Tandem. */
  readonly target: { readonly host: string; readonly port: number };
  /** The source address of a subscriber's connections. */
  readonly addressOf: (index: number) => string | undefined;
  readonly record: Recorder | undefined;
  readonly screens: Screens;
  readonly ending: () => boolean;
  /** Exchanges that gave no reply, by the reason. */
  readonly failures: Record<string, number>;
}

/**
 * One SIM from its wake-up on: poll, popup, answer; again when another wake-up came meanwhile or the SIM
 * toolkit was busy. Every notification has a wake-up of its own, so a SIM does not spend battery and data on
 * polls that nothing asked for. One popup at a time; exists only while it has something to do.
 */
export class Dialogue {
  readonly #world: HandsetWorld;
  readonly #subscriber: FleetSubscriber;
  readonly #persona: Persona;
  readonly #key: MacKey;
  readonly #counts: PersonaCounts;
  readonly #history: HandsetHistory | undefined;
  #client: AppletClient | undefined;
  /** Wake-ups that no poll has answered for yet. */
  #wakeUps = 1;
  #draws: number;
  /** Answers given to the notification that was answered last, for personas whose answers differ. */
  #answered = { notificationId: '', times: 0 };

  constructor(
    world: HandsetWorld,
    subscriber: FleetSubscriber,
    key: MacKey,
    counts: PersonaCounts,
    nth: number,
  ) {
    this.#world = world;
    this.#history = world.record && new HandsetHistory(world.record, subscriber);
    this.#subscriber = subscriber;
    this.#persona = personaOf(subscriber);
    this.#key = key;
    this.#counts = counts;
    this.#draws = nth * DRAWS_PER_DIALOGUE;
  }

  /** Another wake-up came while busy: there is one notification more to fetch. */
  wakeAgain(): void {
    this.#wakeUps += 1;
  }

  async run(): Promise<void> {
    try {
      while (this.#wakeUps > 0 && !this.#world.ending()) await this.#serveOne();
    } finally {
      this.#hangUp();
    }
  }

  /** One notification: fetched, shown, answered. Found nothing, or could not: nothing more is fetched. */
  async #serveOne(): Promise<void> {
    const { timings, agenda } = this.#world;
    const { appletId } = this.#subscriber;
    const reply = await this.#persist({ name: 'PollRequest', appletId }, timings.pollForMs);
    if (reply?.name !== 'Notification') {
      this.#wakeUps = 0;
      return;
    }
    this.#wakeUps -= 1;
    this.#counts.popups += 1;
    const manual = await this.#present(reply);
    const ack = manual ? this.#acknowledge(reply, manual) : this.#answerTo(reply);
    if (!ack || this.#world.ending()) return;
    const receipt = await this.#persist(ack, timings.answerForMs);
    if (receipt?.name !== 'AnswerReceipt') return;
    this.#counts[receipt.result] += 1;
    if (ack.status !== '03') return;
    // The SIM toolkit was busy: the same notification is still to be shown.
    this.#wakeUps += 1;
    this.#hangUp();
    await agenda.wait(within(timings.busy, this.#draw()));
  }

  /**
   * Until the person or the applet is ready to answer; a popup closes by itself when it lapses. Resolves to
   * the answer of a person who holds this phone in place of its persona.
   */
  async #present(popup: Notification): Promise<ManualAnswer | undefined> {
    const { screens } = this.#world;
    const { index } = this.#subscriber;
    if (popup.model === 'silent') {
      await this.#await(popup);
      return undefined;
    }
    this.#history?.popupShown(popup.notificationId);
    const answer = screens.show(index, popup);
    if (answer === undefined) {
      await this.#await(popup);
      return undefined;
    }
    const given = await this.#awaitPerson(popup, answer);
    this.#closePopup(popup);
    return given;
  }

  /** Who does nothing until the popup lapses has said so (status 02). */
  async #awaitPerson(popup: Notification, answer: Promise<ManualAnswer>): Promise<ManualAnswer> {
    this.#hangUp();
    const lapses = this.#world.agenda.wait(popup.popupDuration * 1_000);
    const nothing: ManualAnswer = { status: '02', text: '' };
    return Promise.race([answer, lapses.then(() => nothing)]);
  }

  #closePopup({ notificationId }: Notification): void {
    this.#world.screens.close(this.#subscriber.index);
    this.#history?.popupClosed(notificationId);
  }

  async #await(popup: Notification): Promise<void> {
    const { timings, agenda } = this.#world;
    const think = thinkMs(this.#persona, popup, timings, this.#draw());
    const visible = Math.min(think, popup.popupDuration * 1_000);
    if (think > 0) {
      this.#hangUp();
      await agenda.wait(visible);
    }
    if (popup.model !== 'silent') this.#closePopup(popup);
    if (think > visible) await agenda.wait(think - visible);
  }

  #answerTo(popup: Notification): NotificationAck | undefined {
    const { notificationId } = popup;
    const again = this.#answered.notificationId === notificationId;
    const times = again ? this.#answered.times : 0;
    const status = answerStatus(this.#persona, popup.model, times);
    if (status === undefined) return undefined;
    this.#answered = { notificationId, times: times + 1 };
    return this.#acknowledge(popup, { status, text: answerText(popup, status) });
  }

  #acknowledge({ notificationId }: Notification, { status, text }: ManualAnswer): NotificationAck {
    const { appletId, simUid, deviceUid, lastImeiChange } = this.#subscriber;
    return {
      name: 'NotificationAck',
      appletId,
      notificationId,
      status,
      simUID: simUid,
      deviceUID: deviceUid,
      lastImeiChange,
      answer: text,
    };
  }

  /** Repeats a message, each time on a new connection, until it has a reply or `forMs` have passed. */
  async #persist(message: UplinkMessage, forMs: number): Promise<DownlinkMessage | undefined> {
    const { clock, agenda, timings } = this.#world;
    const startedAt = clock.monotonic();
    let backoff = timings.repeat.minMs;
    for (;;) {
      const reply = await this.#send(message);
      if (reply && isReplyTo(message, reply)) return reply;
      this.#hangUp();
      if (reply === 'refused' || this.#world.ending()) return undefined;
      if (clock.monotonic() - startedAt > forMs) {
        this.#counts.givenUp += 1;
        return undefined;
      }
      await agenda.wait(backoff * (0.5 + this.#draw()));
      backoff = Math.min(2 * backoff, timings.repeat.maxMs);
    }
  }

  async #send(message: UplinkMessage): Promise<DownlinkMessage | 'refused' | undefined> {
    if (message.name === 'PollRequest') this.#counts.polls += 1;
    else this.#counts.answers += 1;
    this.#client ??= this.#dial();
    if (this.#persona.polls !== 'twice') return this.#exchange(this.#client, message);
    const second = this.#dial();
    const replies = await Promise.all([
      this.#exchange(this.#client, message),
      this.#exchange(second, message),
    ]);
    second.close();
    return replies.find((reply) => typeof reply === 'object') ?? replies[0];
  }

  async #exchange(
    client: AppletClient,
    message: UplinkMessage,
  ): Promise<DownlinkMessage | 'refused' | undefined> {
    const { index } = this.#subscriber;
    const sent = this.#history?.sent(message);
    try {
      const reply = await client.request(message, this.#world.counters.next(index));
      sent?.replied(reply, client.local);
      return reply;
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      sent?.failed(error, client.local);
      if (error.code === 'REFUSED') this.#counts.refusals += 1;
      else this.#failed(error.code);
      if (error.refusal === 'STALE_COUNTER') this.#world.counters.skipAhead(index);
      return error.retryable ? undefined : 'refused';
    }
  }

  #failed(code: string): void {
    this.#counts.failures += 1;
    this.#world.failures[code] = (this.#world.failures[code] ?? 0) + 1;
  }

  #dial(): AppletClient {
    const { target, timings, clock, addressOf } = this.#world;
    return new AppletClient({
      localAddress: addressOf(this.#subscriber.index),
      host: target.host,
      port: target.port,
      key: this.#key,
      timeoutMs: timings.exchangeTimeoutMs,
      clock,
    });
  }

  #hangUp(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  #draw(): number {
    this.#draws += 1;
    return this.#world.random.at(this.#subscriber.index, this.#draws);
  }
}

function isReplyTo(
  message: UplinkMessage,
  reply: DownlinkMessage | 'refused',
): reply is DownlinkMessage {
  if (reply === 'refused') return false;
  if (message.name === 'PollRequest') {
    return reply.name === 'Notification' || reply.name === 'NothingPending';
  }
  return (
    message.name === 'NotificationAck' &&
    reply.name === 'AnswerReceipt' &&
    reply.notificationId === message.notificationId
  );
}
