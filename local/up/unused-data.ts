import { createConnection } from 'node:net';
import { embeddedLayout } from '@tandem/stores';

/** Rejects when the documents of this directory are being served: two systems must not share them. */
export async function requireUnusedData(dataDir: string): Promise<void> {
  if (await answers(embeddedLayout(dataDir).documents.socketPath)) {
    throw new Error(
      `${dataDir} is in use by a system that runs already: stop that one, or choose another directory with --data`,
    );
  }
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection(socketPath);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
