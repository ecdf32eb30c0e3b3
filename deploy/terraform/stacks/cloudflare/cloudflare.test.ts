import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { render } from '../../framework/render.ts';
import { expression } from '../../framework/spec.ts';
import { objectAt } from '../../framework/tidy.ts';
import { STACKS } from '../index.ts';

const topology = topologyFor('document');
const { stacks, tests, manifest } = render(topology, STACKS);
const resources = (stack: string, type: string) =>
  objectAt(objectAt(stacks.get(stack), 'resource'), type);

describe('the load balancer of Cloudflare', () => {
  it('checks regions as the description says', () => {
    expect(resources('cloudflare', 'cloudflare_load_balancer_monitor').health).toMatchObject({
      type: 'https',
      interval: 60,
      timeout: 5,
      retries: 2,
      path: '/health',
      expected_codes: '200',
      expected_body: '{"status":"UP"}',
      probe_zone: 'unibeam.com',
    });
  });

  it('keeps live traffic off the standby, which takes part in failover all the same', () => {
    const east = expression('cloudflare_load_balancer_pool.api_us_east_1.id');
    const west = expression('cloudflare_load_balancer_pool.api_us_west_2.id');
    expect(resources('cloudflare', 'cloudflare_load_balancer').api).toMatchObject({
      name: 'api.atnt.unibeam.com',
      steering_policy: 'least_outstanding_requests',
      default_pools: [east, west],
      fallback_pool: west,
      random_steering: { pool_weights: { [east]: 1, [west]: 0 } },
      adaptive_routing: { failover_across_pools: true },
      proxied: true,
    });
  });

  it('has the ALB of a region, and nothing else, in the pool of the region', () => {
    const { api_us_east_1: pool } = resources('cloudflare', 'cloudflare_load_balancer_pool');
    expect(pool).toMatchObject({
      origins: [{ address: expression('var.edge_us_east_1.alb_dns_name') }],
    });
  });

  it('asserts its figures in a test beside it', () => {
    const text = JSON.stringify(tests.get('cloudflare'));
    expect(text).toContain('interval == 60');
    expect(text).toContain('least_outstanding_requests');
  });
});

describe('what protects the API', () => {
  const phases = Object.values(resources('cloudflare', 'cloudflare_ruleset')).map(
    (ruleset) => objectAt({ ruleset }, 'ruleset').phase,
  );

  it('covers floods, attacks, settings and the cache', () => {
    expect(phases.sort()).toEqual([
      'ddos_l7',
      'http_config_settings',
      'http_ratelimit',
      'http_request_cache_settings',
      'http_request_firewall_custom',
      'http_request_firewall_managed',
    ]);
  });

  it('never caches an answer', () => {
    const { no_cache: ruleset } = resources('cloudflare', 'cloudflare_ruleset');
    expect(ruleset).toMatchObject({ rules: [{ action_parameters: { cache: false } }] });
  });

  it('shows the ALBs a certificate for every name, by an id and without its key', () => {
    const { origin_pulls: api } = resources('cloudflare', 'cloudflare_authenticated_origin_pulls');
    expect(api).toMatchObject({
      config: [
        { hostname: 'api.atnt.unibeam.com', enabled: true },
        { hostname: 'api.us.unibeam.com', enabled: true },
      ],
    });
    expect(JSON.stringify(stacks.get('cloudflare'))).not.toMatch(/private_key/);
  });
});

describe('the proof of the names', () => {
  it('is written once for a name, whatever region asked', () => {
    const { proof } = resources('domain', 'cloudflare_dns_record');
    expect(proof).toMatchObject({ name: expression('each.key'), proxied: false });
    expect(JSON.stringify(proof)).toContain('var.certificates_us_west_2.proof_names');
  });

  it('comes between the certificate and the listener that uses it', () => {
    const order = manifest.stacks.map(({ name }) => name);
    expect(order.indexOf('domain')).toBeGreaterThan(order.indexOf('certificates-us-west-2'));
    expect(order.indexOf('cloudflare')).toBeGreaterThan(order.indexOf('edge-us-west-2'));
  });
});
