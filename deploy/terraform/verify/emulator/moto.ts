import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { run } from '../run.ts';
import { SERVER } from './server.ts';

/** An AWS that lives in memory: https://docs.getmoto.org, server mode. */
export interface Moto {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

const PYTHONS = ['python3', 'python'];
const LISTENING = /Running on (http:\/\/127\.0\.0\.1:\d+)/;
const START_MS = 180_000;

/** The interpreter that has moto, or undefined. */
export async function pythonWithMoto(): Promise<string | undefined> {
  for (const python of PYTHONS) {
    const { status } = await run(python, ['-c', 'import moto.server'], { timeoutMs: START_MS });
    if (status === 0) return python;
  }
  return undefined;
}

/** Starts it on a port of its own choice. */
export async function startMoto(python: string): Promise<Moto> {
  const child = spawn(python, ['-c', SERVER], {
    // EKS and others ask for policies that AWS itself manages; moto loads them on demand only.
    env: {
      ...process.env,
      MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
      // It issues a certificate after a minute of its own otherwise, for which every listener waits.
      MOTO_ACM_VALIDATION_WAIT: '0',
      PYTHONUNBUFFERED: '1',
    },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  try {
    return { endpoint: await listening(child.stderr, ended), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listening(stderr: NodeJS.ReadableStream, ended: Promise<unknown>): Promise<string> {
  return new Promise((settle, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`moto did not start: ${said}`)), START_MS);
    ended.then(() => reject(new Error(`moto ended at once: ${said}`)), reject);
    stderr.setEncoding('utf8').on('data', (text: string) => {
      // It logs every request; only what it says until it listens is of use.
      if (said.length < 10_000) said += text;
      const endpoint = LISTENING.exec(said)?.[1];
      if (endpoint === undefined) return;
      clearTimeout(late);
      settle(endpoint);
    });
  });
}
