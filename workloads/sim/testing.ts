import {
  AppletKeyring,
  type DownlinkMessage,
  exchange,
  type NotificationAck,
  type UplinkMessage,
} from '@tandem/applet';
import type { Workload } from '@tandem/runtime';
import { settled, TEST_SECRETS, type TestContext } from '../records/testing/context.ts';
import { APPLET } from '../records/testing/transactions.ts';
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
