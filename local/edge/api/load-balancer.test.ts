import { balancerRules } from '@tandem/health';
import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { Random } from '../../random.ts';
import { LoadBalancer } from './load-balancer.ts';

const rules = balancerRules(topologyFor('fast').edge.api);
const down = new Set<string>();

function balancer(sessionAffinity: 'none' | 'cookie' = 'none'): LoadBalancer {
  down.clear();
  return new LoadBalancer({
    rules: { ...rules, sessionAffinity },
    isHealthy: (region) => !down.has(region),
    isEnabled: () => true,
    random: new Random(1),
  });
}

describe('the load balancer', () => {
  it('counts the requests that each pool has, each end once', () => {
    const made = balancer();
    const end = made.begin('api-us-east-1');
    made.begin('api-us-east-1');
    expect(made.outstanding('api-us-east-1')).toBe(2);
    end();
    end();
    expect(made.outstanding('api-us-east-1')).toBe(1);
  });

  it('sets a cookie for a session, follows it, and moves it when its region is down', () => {
    const made = balancer('cookie');
    const first = made.decide('192.0.2.1', undefined);
    if (!first) throw new Error('a decision');
    expect(made.cookieFor(first)).toMatch(/^__cflb=us-east-1; Max-Age=82800; .*HttpOnly/);
    const followed = made.decide('192.0.2.1', 'a=b; __cflb=us-west-2');
    expect(followed).toMatchObject({ endpoint: 'us-west-2', via: 'session' });
    down.add('us-west-2');
    expect(made.decide('192.0.2.1', '__cflb=us-west-2')).toMatchObject({
      endpoint: 'us-east-1',
      pin: true,
    });
  });

  it('sets no cookie without session affinity', () => {
    const made = balancer();
    const first = made.decide('192.0.2.1', '__cflb=us-west-2');
    expect(first?.endpoint).toBe('us-east-1');
    expect(first && made.cookieFor(first)).toBeUndefined();
  });
});
