import { ManualClock, type Transaction } from '@tandem/core';
import type { Workload } from '@tandem/runtime';
import type { AnswerTo, PduFields } from '@tandem/smpp';
import { commandStatusName, createSmsc, type Pdu, type Smsc, Status } from '@tandem/smpp';
import { ledgerOf, SMSC_MESSAGES } from '../records/index.ts';
import {
  metricOf,
  settled,
  type TestContext,
  testContext,
  until,
} from '../records/testing/context.ts';
import { resolved, stored } from '../records/testing/transactions.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { createSms } from './index.ts';

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

/** Regions with sms over one arbiter, bound to one SMSC. The first is `east`. */
export class SmsWorld {
  readonly clock = new ManualClock();
  readonly shared = new MemoryDocuments();
  readonly smsc = new TestSmsc();
  readonly running: Workload[] = [];
  #east: TestContext | undefined;
  #binds = 0;

  get east(): TestContext {
    if (!this.#east) throw new Error('not started');
    return this.#east;
  }

  async start(): Promise<this> {
    await this.smsc.start();
    this.#east = await this.region('us-east-1');
    return this;
  }

  async stop(): Promise<void> {
    const drained = Promise.all(this.running.map((sms) => sms.drain(1_000)));
    await settled();
    this.clock.advance(60_000);
    await this.smsc.close();
    this.clock.advance(60_000);
    await drained;
  }

  /** Starts another region and waits for its binds; `share` when it has some of its region's only. */
  readonly region = async (name: string, share?: number): Promise<TestContext> => {
    const { clock, shared, smsc, running } = this;
    const config = {
      smsc: {
        host: '127.0.0.1',
        port: smsc.port,
        systemId: 'tandem',
        tls: false,
        ...(share === undefined ? {} : { binds: share }),
      },
    };
    this.#binds += share ?? BINDS;
    const context = testContext({ clock, shared, region: name, config });
    const sms = createSms(context);
    running.push(sms);
    await sms.start();
    await until(() => smsc.bound >= this.#binds && sms.health().ready);
    return context;
  };

  /** Resolves a subscriber and lets sms handle the event. */
  readonly wake = async (): Promise<Transaction> => {
    const transaction = await resolved(this.east);
    await settled();
    await this.east.events.deliver('sms');
    return transaction;
  };

  /** What scheduled-jobs does when a transaction stopped moving. */
  readonly redrive = async (id: string): Promise<void> => {
    await ledgerOf(this.east).redrive(await stored(this.east, id));
    await this.east.events.deliver('sms');
  };

  readonly messageOf = (id: string) => this.shared.collection(SMSC_MESSAGES).get(id);

  readonly counted = (name: string, result: string): Promise<number> =>
    metricOf(this.east, `tandem_sms_${name}_total`, { result });

  /** How each claimed attempt ended. */
  readonly attempts = async (id: string): Promise<string[]> =>
    (await stored(this.east, id)).wakeUps.map(({ result = 'no result' }) => result);
}

/** As many as the topology says for one region. */
export const BINDS = 8;
