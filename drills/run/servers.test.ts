import { describe, expect, it } from 'vitest';
import { planDrill } from '../catalogue/index.ts';
import { ServersError, serversFor } from './servers.ts';

const plan = (name: string) => planDrill(name, { profile: 'fast', rate: 1, seed: 1 });
const CONTROL = { TANDEM_ENGINES_CONTROL: 'http://127.0.0.1:9', TANDEM_ENGINES_TOKEN: 'fictional' };

describe('what a drill runs on', () => {
  it('is the embedded engines when nothing else is named', async () => {
    expect(await serversFor(plan('region-loss'), {})).toBeUndefined();
    expect(await serversFor(plan('cache-lag'), {})).toBeUndefined();
  });

  it('is the servers that are given, under a namespace of its own', async () => {
    const servers = await serversFor(plan('redis-loss'), CONTROL);
    expect(servers?.env.TANDEM_NAMESPACE).toMatch(/^drill-[a-z0-9]{1,18}$/);
  });

  it('is refused where it would prove nothing, with what to do', async () => {
    await expect(serversFor(plan('cache-lag'), CONTROL)).rejects.toThrow(ServersError);
    await expect(serversFor(plan('cache-lag'), CONTROL)).rejects.toThrow('embedded engines alone');
    const real = { TANDEM_MONGODB_URL: 'mongodb://127.0.0.1:9/tandem' };
    await expect(serversFor(plan('region-loss'), real)).rejects.toThrow(
      'TANDEM_ENGINES_CONTROL is not set',
    );
  });
});
