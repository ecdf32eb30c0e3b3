import { type Clock, TandemError } from '@tandem/core';
import type { Logger } from '@tandem/runtime';
import type { Events } from '@tandem/stores';
import { TRAIL_TOPIC } from '../../records/index.ts';
import type { Principal } from '../access/principal.ts';

/** What somebody asks for, as the audit log keeps it. Never a subscriber's number. */
export interface Asked {
  readonly action: string;
  /** A region, a transaction, a drill. */
  readonly target: string;
  readonly reason?: string | undefined;
}

/** `even-unrecorded`: at night an operator must get a region back, whatever else is lost with it. */
export type Recording = 'required' | 'even-unrecorded';

/** The text of an entry of the audit chain. */
export interface ActionNotice extends Asked {
  readonly type: 'operator-action';
  readonly at: number;
  readonly region: string;
  readonly actor: string;
  readonly role: string;
  /** `asked` comes before it is done; then `done`, or `refused` or `failed` with the reason. */
  readonly result: string;
}

export interface ActionsOptions {
  readonly events: Events;
  readonly clock: Pick<Clock, 'now'>;
  readonly region: string;
  readonly logger: Logger;
}

/** Does what people ask for, and leaves what they asked and what became of it in the audit log. */
export class Actions {
  readonly #options: ActionsOptions;

  constructor(options: ActionsOptions) {
    this.#options = options;
  }

  /** Rejects with `action-not-recorded` before anything is done when the log does not take the entry. */
  async perform<T>(
    principal: Principal,
    asked: Asked,
    run: () => Promise<T>,
    recording: Recording = 'required',
  ): Promise<T> {
    try {
      await this.#note(principal, asked, 'asked');
    } catch (error) {
      if (recording === 'required') throw new TandemError('action-not-recorded', {}, error);
      this.#options.logger.error({ err: error, ...asked }, 'an action is not in the audit log');
    }
    try {
      const done = await run();
      await this.#conclude(principal, asked, 'done');
      return done;
    } catch (error) {
      const refused = error instanceof TandemError && error.status < 500;
      const why = error instanceof TandemError ? error.message : 'it went wrong';
      await this.#conclude(principal, asked, `${refused ? 'refused' : 'failed'}: ${why}`);
      throw error;
    }
  }

  /** It is done already: that its end is missing in the log changes nothing of what is answered. */
  async #conclude(principal: Principal, asked: Asked, result: string): Promise<void> {
    const { logger } = this.#options;
    const { action, target } = asked;
    logger.info({ actor: principal.subject, action, target, result }, 'somebody acted');
    await this.#note(principal, asked, result).catch((error: unknown) =>
      logger.error({ err: error, action, target }, 'the end of an action is not in the audit log'),
    );
  }

  #note(
    { subject, name, role }: Principal,
    { action, target, reason }: Asked,
    result: string,
  ): Promise<void> {
    const { events, clock, region } = this.#options;
    const notice: ActionNotice = {
      type: 'operator-action',
      at: clock.now(),
      region,
      actor: name === subject ? subject : `${name} (${subject})`,
      role,
      action,
      target,
      ...(reason === undefined ? {} : { reason }),
      result,
    };
    const message = { key: `action/${target}`, value: JSON.stringify(notice) };
    return events.publish(TRAIL_TOPIC, [message]);
  }
}
