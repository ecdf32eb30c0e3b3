import {
  AppletError,
  type AppletReply,
  type NotificationAck,
  type Register,
  type UplinkMessage,
} from '@tandem/applet';
import type { Clock } from '@tandem/core';
import { isStoreError } from '@tandem/stores';
import type { AppletDirectory } from '../records/index.ts';
import type { Answers } from './answers.ts';
import type { SimMetrics } from './metrics.ts';
import type { Polls } from './polls.ts';

export interface DeskOptions {
  readonly polls: Polls;
  readonly answers: Answers;
  readonly directory: AppletDirectory;
  readonly clock: Clock;
  readonly metrics: SimMetrics;
}

/** Answers what verified applets say. While documents are away it says so, and the applet comes back. */
export class Desk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  readonly handle = async (message: UplinkMessage): Promise<AppletReply> => {
    try {
      return await this.#reply(message);
    } catch (error) {
      if (!isStoreError(error, 'unavailable')) throw error;
      throw new AppletError('UNAVAILABLE', 'documents do not answer');
    }
  };

  #reply(message: UplinkMessage): Promise<AppletReply> {
    switch (message.name) {
      case 'PollRequest':
        return this.#options.polls.answer(message.appletId);
      case 'NotificationAck':
        return this.#acknowledge(message);
      case 'Register':
        return this.#register(message);
    }
  }

  async #acknowledge(message: NotificationAck): Promise<AppletReply> {
    const result = await this.#options.answers.record(message);
    return { name: 'AnswerReceipt', notificationId: message.notificationId, result };
  }

  async #register({ appletId, msisdnHash, simUID, deviceUID }: Register): Promise<AppletReply> {
    const { directory, clock, metrics } = this.#options;
    const at = clock.now();
    const registration = { appletId, msisdnHash, simUid: simUID, deviceUid: deviceUID, at };
    const result = await directory.register(registration);
    metrics.registrations.inc({ result });
    return { name: 'RegisterAck', result };
  }
}
