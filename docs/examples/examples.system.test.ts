import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BankClient, CallbackReceiver, credentialsPath } from '@tandem/local';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { startTestSystem, type TestSystem } from '../../local/testing/bundled-system.ts';

const run = promisify(execFile);
const CUSTOMER = join(import.meta.dirname, 'customer.py');
const APPLET = join(import.meta.dirname, 'applet.mjs');
const BUNDLER = join(import.meta.dirname, '..', '..', 'tools', 'bundle.mjs');
const HINT = 'python3 is not installed: apt-get install -y python3';
const hasPython = await run('python3', ['--version']).then(
  () => true,
  () => false,
);

let system: TestSystem;
let credentials: string;
let spare = 0;

beforeAll(async () => {
  const tools: { bundleIfStale(): Promise<void> } = await import(BUNDLER);
  await tools.bundleIfStale();
  system = await startTestSystem();
  credentials = credentialsPath(system.dataDir);
});

afterAll(() => system.dispose());

/** The number of a spare applet that no other test uses. */
function nextSpare(): string {
  const applet = system.credentials.applets[spare];
  spare += 1;
  if (!applet) throw new RangeError(`there are only ${spare - 1} spare applets`);
  return applet.msisdn;
}

async function answer(msisdn: string, options: readonly string[] = []): Promise<string> {
  const { stdout } = await run(process.execPath, [
    APPLET,
    credentials,
    '--msisdn',
    msisdn,
    ...options,
  ]);
  return stdout;
}

/** What the program wrote to stderr; it must end with another code than 0. */
async function refusal(file: string, options: readonly string[]): Promise<string> {
  try {
    await run(file, [...options]);
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
  throw new Error(`${file} ended with 0`);
}

function requirePython(context: TestContext): void {
  if (hasPython) return;
  if (process.env.TANDEM_REQUIRE_TOOLS === '1') throw new Error(HINT);
  process.stderr.write(`skipped: ${HINT}\n`);
  context.skip(HINT);
}

describe('applet.mjs', () => {
  it.each([
    ['touch', 'APPROVED'],
    ['silent', 'VERIFIED'],
  ] as const)('answers the bank: %s ends %s', async (model, responseType) => {
    const { customer, url } = system.credentials;
    const receiver = new CallbackReceiver({ signingSecret: customer.signingSecret });
    const callbackUrl = `http://127.0.0.1:${await receiver.listen(0)}/callbacks`;
    const client = new BankClient({ url, credentials: customer, callbackUrl });
    try {
      const msisdn = nextSpare();
      const request = { msisdn, message: 'Pay 120 USD to Acme?', model, popupSeconds: 60 };
      await client.submit(request, `example-${model}`);
      const [printed, outcome] = await Promise.all([
        answer(msisdn),
        receiver.awaitOutcome(`example-${model}`, 60_000),
      ]);
      expect(printed).toContain('receipt: recorded');
      expect(outcome).toMatchObject({ responseType, status: 'ACCEPTED' });
    } finally {
      await client.close();
      await receiver.close();
    }
  });

  it('says in one line what is wrong', async () => {
    expect(await refusal(process.execPath, [APPLET])).toContain('give the path');
    expect(await refusal(process.execPath, [APPLET, APPLET])).toBe(
      `applet: ${APPLET} is not the credentials.json of Tandem\n`,
    );
    const stranger = {
      ...system.credentials,
      applets: system.credentials.applets.map((applet) => ({
        ...applet,
        msisdnHash: '0'.repeat(64),
      })),
    };
    const file = join(system.dataDir, 'stranger.json');
    writeFileSync(file, JSON.stringify(stranger), { mode: 0o600 });
    const mismatch = [APPLET, file, '--msisdn', nextSpare(), '--register'];
    expect(await refusal(process.execPath, mismatch)).toBe('applet: register: mismatch\n');
    const early = [APPLET, credentials, '--msisdn', nextSpare(), '--seconds', '0.1'];
    expect(await refusal(process.execPath, early)).toBe('applet: no question came within 0.1 s\n');
  });
});

describe.concurrent('customer.py', () => {
  it.for([
    { model: 'touch', options: ['--register'], type: 'APPROVED' },
    { model: 'touch', options: ['--reject'], type: 'REJECTED' },
    { model: 'silent', options: [], type: 'VERIFIED' },
    { model: 'multisecure', options: ['--answer', 'Zürich 5 €'], type: 'ANSWERED' },
    { model: 'itemselect', options: ['--answer', 'Savings'], type: 'ANSWERED' },
  ])('asks applet.mjs: $model $options ends $type', async ({ model, options, type }, context) => {
    requirePython(context);
    const msisdn = nextSpare();
    const request = ['--msisdn', msisdn, '--model', model, '--popup-seconds', '60'];
    const [asked, printed] = await Promise.all([
      run('python3', [CUSTOMER, credentials, ...request]),
      answer(msisdn, options),
    ]);
    expect(printed).toContain('receipt: recorded');
    expect(asked.stdout).toContain(`"responseType": "${type}"`);
    expect(asked.stdout).toContain('"status": "DECIDED"');
  });

  it('says in one line what is wrong', async (context) => {
    requirePython(context);
    expect(await refusal('python3', [CUSTOMER, CUSTOMER])).toBe(
      `customer: ${CUSTOMER} is not the credentials.json of Tandem\n`,
    );
    const stranger = await refusal('python3', [CUSTOMER, credentials, '--msisdn', '12']);
    expect(stranger).toContain('"code":"invalid-msisdn"');
    expect(stranger.trim().split('\n')).toHaveLength(1);
  });
});
