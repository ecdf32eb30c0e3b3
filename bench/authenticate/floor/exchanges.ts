import { AppletClient, AppletKeyring, createAppletServer } from '@tandem/applet';
import { type Load, run } from './load.ts';

const HOST = '127.0.0.1';
const APPLETS = 2_000;
const keyring = new AppletKeyring({ master: Buffer.alloc(16, 0x20) });
const notificationId = '01941f29-7c00-7abc-8def-0123456789ab';

/** Answers every poll with a notification and every answer with a receipt. Resolves with the port. */
export async function listenApplets(): Promise<number> {
  const server = createAppletServer({
    host: HOST,
    port: 0,
    authentication: { keyFor: (id) => keyring.keyFor(id), acceptCounter: () => true },
    handle: ({ name }) =>
      name === 'PollRequest'
        ? {
            name: 'Notification',
            notificationId,
            popupText: 'Pay 120 USD to Acme?',
            popupDuration: 30,
            model: 'silent',
            items: [],
          }
        : { name: 'AnswerReceipt', notificationId, result: 'recorded' },
  });
  return (await server.listen()).port;
}

/** Connections that each polled, answered and were closed. */
export function driveExchanges({
  port,
  ...load
}: Load & { readonly port: number }): Promise<number> {
  let counter = 0;
  return run(load, async () => {
    counter += 1;
    const appletId = `8900100${String(counter % APPLETS).padStart(13, '0')}`;
    const client = new AppletClient({ host: HOST, port, key: keyring.keyFor(appletId) });
    try {
      await client.request({ name: 'PollRequest', appletId }, 2 * counter);
      await client.request(
        {
          name: 'NotificationAck',
          appletId,
          notificationId,
          status: '00',
          simUID: 'sim-0000000000000001',
          deviceUID: 'device-0000000000000001',
          lastImeiChange: '2025-06-30',
          answer: '',
        },
        2 * counter + 1,
      );
    } finally {
      client.close();
    }
  });
}
