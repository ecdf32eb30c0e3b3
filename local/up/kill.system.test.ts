import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { CallbackReceiver } from '../bank/callback-receiver.ts';
import { BankClient } from '../bank/client.ts';
import { drive } from '../bank/drive.ts';
import { Random } from '../random.ts';
import { startTestSystem, type TestSystem } from '../testing/bundled-system.ts';
import type { ProcessRole } from './plan.ts';

const REGION = 'us-east-1';
const VICTIMS: readonly ProcessRole[] = [
  'documents',
  'engine',
  'region',
  'carrier',
  'bank',
  'edge',
];
const KILLS = 4;
const LOAD = { rate: 60, seconds: 14, popupSeconds: 3, settleSeconds: 60 };
/** More of them on demand: TANDEM_KILL_SEEDS=20. */
const SEEDS = Array.from({ length: Number(process.env.TANDEM_KILL_SEEDS ?? 2) }, (_, i) => i + 1);

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Kills processes at seeded moments, and starts again what nobody else starts. */
async function killAtRandom(system: TestSystem, random: Random): Promise<string[]> {
  const killed: string[] = [];
  const first = random.integer(0, VICTIMS.length - 1);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await pause(random.integer(800, 2_400));
    const role = VICTIMS[(first + kill) % VICTIMS.length];
    const victim = (await system.processes()).find((each) => each.role === role);
    if (victim?.pid === undefined) continue;
    process.kill(victim.pid, 'SIGKILL');
    killed.push(victim.name);
    if (victim.region === undefined) continue;
    await pause(random.integer(50, 600));
    await system.regions.act(REGION, 'start');
  }
  return killed;
}

async function auditIsWhole({ credentials }: TestSystem): Promise<boolean> {
  const { url, token } = credentials.dashboard;
  const answer = await request(`${url}/api/audit/verify`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const report: unknown = await answer.body.json();
  return typeof report === 'object' && report !== null && Reflect.get(report, 'valid') === true;
}

describe('kill -9 of any process under load', () => {
  it.each(SEEDS)(
    'loses no accepted request and gives none two outcomes (seed %i)',
    async (seed) => {
      const system = await startTestSystem();
      const { customer, url } = system.credentials;
      const receiver = new CallbackReceiver({ signingSecret: customer.signingSecret });
      const callbackUrl = `http://127.0.0.1:${await receiver.listen(0)}/callbacks`;
      const client = new BankClient({
        url,
        credentials: customer,
        callbackUrl,
        retry: { maxTries: 100, maxBackoffMs: 500, forMs: 30_000 },
      });
      try {
        const random = new Random(`kill-${seed}`);
        const [result, killed] = await Promise.all([
          drive({ client, receiver }, { ...LOAD, seed, models: { silent: 3, touch: 1 } }),
          killAtRandom(system, random),
        ]);
        const seen = { killed, lost: result.lost, contradictory: result.contradictory };
        expect(seen).toEqual({ killed: expect.any(Array), lost: 0, contradictory: 0 });
        expect(killed).toHaveLength(KILLS);
        expect(result.load.accepted).toBeGreaterThan(0);
        expect(result.load.accepted + result.load.refused + result.load.errors).toBe(
          result.load.offered,
        );
        expect(result.completed).toBeGreaterThanOrEqual(result.load.accepted);
        expect(await auditIsWhole(system)).toBe(true);
      } finally {
        await client.close();
        await receiver.close();
        await system.dispose();
      }
    },
  );
});
