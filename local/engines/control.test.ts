import { FaultBoard, systemClock } from '@tandem/core';
import { type DocumentFault, DocumentFaultSchema } from '@tandem/stores';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultClient } from '../fault-client.ts';
import { type EngineControl, startEngineControl } from './control.ts';

const TOKEN = 'operator-token';

describe('faults of an engine over HTTP', () => {
  let faults: FaultBoard<DocumentFault>;
  let control: EngineControl;
  let client: FaultClient<DocumentFault>;
  const clientWith = (token: string) =>
    new FaultClient<DocumentFault>({ url: `http://127.0.0.1:${control.port}`, token });
  beforeEach(async () => {
    faults = new FaultBoard<DocumentFault>(systemClock);
    const schema = DocumentFaultSchema;
    const host = '127.0.0.1';
    control = await startEngineControl({ host, port: 0, operatorToken: TOKEN, faults, schema });
    client = clientWith(TOKEN);
  });
  afterEach(() => control.close());

  it.each<DocumentFault>([
    { kind: 'election', stallMs: 12_000 },
    { kind: 'no-majority' },
    { kind: 'slow', delayMs: 50, client: 'us-east-1', collections: ['transactions'] },
    { kind: 'slow-guarded', delayMs: 50, client: 'us-east-1' },
    { kind: 'partition', client: 'us-east-1', mode: 'refusing' },
  ])('injects, lists and heals $kind', async (fault) => {
    const { id } = await client.inject(fault);
    expect(faults.find(fault.kind)).toEqual(fault);
    expect(await client.list()).toMatchObject([{ id, fault }]);
    expect(await client.heal(id)).toBe(true);
    expect(faults.list()).toEqual([]);
    expect(await client.heal(id)).toBe(false);
  });

  it('heals by itself, and all at once', async () => {
    const active = await client.inject({ kind: 'no-majority' }, 60_000);
    expect(active.healsAt).toBe(active.since + 60_000);
    await client.inject({ kind: 'election', stallMs: 1 });
    await client.healAll();
    expect(await client.list()).toEqual([]);
  });

  it('refuses what is no fault, naming the field', async () => {
    const endless = { kind: 'election', stallMs: -1 } as const;
    await expect(client.inject(endless)).rejects.toThrow(/HTTP 400, .*stallMs/);
  });

  it('refuses another token, and says when nobody answers', async () => {
    await expect(clientWith('another-one').list()).rejects.toThrow('HTTP 401, Send the operator');
    const nobody = new FaultClient({ url: 'http://127.0.0.1:1', token: TOKEN });
    await expect(nobody.healAll()).rejects.toThrow(
      /DELETE http:\/\/127.0.0.1:1\/faults: .*ECONNREFUSED/,
    );
  });
});
