import {
  AppletKeyring,
  type DownlinkMessage,
  exchange,
  type NotificationAck,
  type UplinkMessage,
} from '@tandem/applet';
import { ManualClock } from '@tandem/core';
import type { Workload } from '@tandem/runtime';
import {
  settled,
  TEST_SECRETS,
  type TestContext,
  testContext,
} from '../records/testing/context.ts';
import { APPLET, provision, resolved } from '../records/testing/transactions.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { createSim } from './index.ts';

const master = Buffer.from(TEST_SECRETS['applet-master-key'] ?? '', 'hex');
export const KEYS = new AppletKeyring({ master });

/** sim over a test context, and an applet that speaks with it over TCP. */
export class SimBench {
  readonly context: TestContext;
  readonly sim: Workload;
  appletId = APPLET._id;
  counter = 0;

  constructor(context: TestContext) {
    this.context = context;
    this.sim = createSim(context);
  }

  get port(): number {
    const port = this.sim.ports?.().applet;
    if (port === undefined) throw new Error('sim does not listen');
    return port;
  }

  async start(): Promise<this> {
    await this.sim.start();
    return this;
  }

  /** Lets sim consume what its log has. */
  async consume(): Promise<void> {
    await settled();
    await this.context.events.deliver('sim');
  }

  /** One frame on a connection of its own. */
  send(message: UplinkMessage, key = KEYS.keyFor(this.appletId)): Promise<DownlinkMessage> {
    this.counter += 1;
    return exchange({ host: '127.0.0.1', port: this.port, key, message, counter: this.counter });
  }

  poll(): Promise<DownlinkMessage> {
    return this.send({ name: 'PollRequest', appletId: this.appletId });
  }

  answer(notificationId: string, change: Partial<NotificationAck> = {}): Promise<DownlinkMessage> {
    return this.send({
      name: 'NotificationAck',
      appletId: this.appletId,
      notificationId,
      status: '00',
      simUID: APPLET.simUid,
      deviceUID: APPLET.deviceUid,
      lastImeiChange: '',
      answer: '',
      ...change,
    });
  }
}

/** Two regions with sim over one arbiter, and an applet that may speak with either. */
export class SimWorld {
  readonly clock = new ManualClock();
  readonly shared = new MemoryDocuments();
  readonly context: TestContext;
  readonly east: SimBench;
  readonly west: SimBench;

  constructor() {
    const { clock, shared } = this;
    this.context = testContext({ clock, shared });
    this.east = new SimBench(this.context);
    this.west = new SimBench(testContext({ clock, shared, region: 'us-west-2' }));
  }

  async start(): Promise<this> {
    await this.east.start();
    await this.west.start();
    await provision(this.context);
    return this;
  }

  async stop(): Promise<void> {
    await Promise.all([this.east.sim.drain(100), this.west.sim.drain(100)]);
  }

  /** A transaction that sim has left in the mailbox of the eastern region. */
  readonly waiting = async (options: Parameters<typeof resolved>[1] = {}): Promise<string> => {
    const { _id } = await resolved(this.context, options);
    await this.east.consume();
    this.clock.advance(1);
    return _id;
  };
}

/** The name of a reply, or the code with which there was none. */
export function codeOf(reply: Promise<DownlinkMessage>): Promise<string | undefined> {
  return reply.then(
    ({ name }) => name,
    (error: { refusal?: string; code?: string }) => error.refusal ?? error.code,
  );
}

export function receipt(notificationId: string, result: string) {
  return { name: 'AnswerReceipt', notificationId, result };
}

export const OTHER_APPLET = '89001000000000000002';
export const NOTHING = { name: 'NothingPending', retryAfterSeconds: 5 };
