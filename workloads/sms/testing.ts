import type { AnswerTo, PduFields } from '@tandem/smpp';
import { commandStatusName, createSmsc, type Pdu, type Smsc, Status } from '@tandem/smpp';
import { until } from '../records/testing/context.ts';

type SubmitAnswer = AnswerTo<'submit_sm'>;

/** An SMSC on a free port that records every submit and answers as the test says. */
export class TestSmsc {
  readonly submits: Pdu<'submit_sm'>[] = [];
  /** Decides the answer to each submit; default: accepted, with ids m1, m2, … */
  answer: (submit: Pdu<'submit_sm'>) => SubmitAnswer | PromiseLike<SubmitAnswer>;
  #smsc: Smsc | undefined;

  constructor() {
    this.answer = () => this.accept();
  }

  get port(): number {
    return this.#started.port;
  }

  get bound(): number {
    return this.#started.sessions.length;
  }

  async start(): Promise<this> {
    this.#smsc = await createSmsc({
      port: 0,
      authenticate: ({ password }) =>
        password === 'fiction1' ? Status.ESME_ROK : Status.ESME_RINVPASWD,
      onSubmit: (_session, submit) => {
        // Its bytes are a view of the connection's buffer.
        const short_message = Buffer.from(submit.short_message);
        this.submits.push({ ...submit, short_message });
        return this.answer(submit);
      },
    });
    return this;
  }

  accept(messageId = `m${this.submits.length}`): SubmitAnswer {
    return { message_id: messageId };
  }

  /** Sends deliver_sm on bind `bind` and returns the status that acknowledged it. */
  async deliver(fields: PduFields<'deliver_sm'>, bind = 0): Promise<string> {
    const session = this.#started.sessions[bind];
    if (!session) throw new Error(`there is no bind ${bind}`);
    return session.deliver(fields).then(
      ({ command_status }) => commandStatusName(command_status),
      (error: { commandStatus?: number }) => commandStatusName(error.commandStatus ?? -1),
    );
  }

  drop(): void {
    for (const session of this.#started.sessions) session.close();
  }

  submitted(count: number): Promise<void> {
    return until(() => this.submits.length >= count);
  }

  async close(): Promise<void> {
    this.drop();
    await this.#started.close(100);
  }

  get #started(): Smsc {
    if (!this.#smsc) throw new Error('the SMSC is not started');
    return this.#smsc;
  }
}
