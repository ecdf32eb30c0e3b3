import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { render } from '../../framework/render.ts';
import { objectAt } from '../../framework/tidy.ts';
import { accelerator } from '../accelerator/index.ts';
import { certificates } from '../certificates/index.ts';
import { cluster } from '../cluster/index.ts';
import { global } from '../global/index.ts';
import { network } from '../network/index.ts';
import { storage } from '../storage/index.ts';
import { edge } from './index.ts';

const topology = topologyFor('document');
const { stacks, tests, manifest } = render(topology, [
  accelerator,
  edge,
  certificates,
  storage,
  network,
  cluster,
  global,
]);
const resources = (stack: string, type: string) =>
  objectAt(objectAt(stacks.get(stack), 'resource'), type);

describe('the edge of a region', () => {
  it('checks applets as the description says, on the target group of the NLB', () => {
    expect(resources('edge-us-west-2', 'aws_lb_target_group').sim).toMatchObject({
      target_type: 'instance',
      preserve_client_ip: 'true',
      health_check: { interval: 30, timeout: 5, unhealthy_threshold: 3, protocol: 'TCP' },
    });
  });

  it('asks the web targets for the path that Cloudflare asks for', () => {
    const { api, dashboard } = resources('edge-us-east-1', 'aws_lb_target_group');
    for (const group of [api, dashboard]) {
      expect(group).toMatchObject({ target_type: 'ip', health_check: { path: '/health' } });
    }
  });

  it('lets Cloudflare alone reach the ALB: by address and by certificate', () => {
    const rules = Object.values(resources('edge-us-east-1', 'aws_vpc_security_group_ingress_rule'));
    const web = rules.filter((rule) => objectAt({ rule }, 'rule').from_port === 443);
    expect(web).toHaveLength(2);
    for (const rule of web) expect(rule).toHaveProperty('prefix_list_id');
    expect(resources('edge-us-east-1', 'aws_lb_listener').https).toMatchObject({
      mutual_authentication: { mode: 'verify' },
    });
  });

  it('sends the longest path first, and no name but ours anywhere', () => {
    const { api_paths: api, dashboard_paths: dashboard } = resources(
      'edge-us-east-1',
      'aws_lb_listener_rule',
    );
    expect(dashboard).toMatchObject({ priority: 10 });
    expect(api).toMatchObject({ priority: 20 });
    expect(JSON.stringify(api)).toContain(topology.edge.api.hostname);
  });

  it('opens the NLB to the accelerator, not to the internet', () => {
    expect(resources('edge-us-east-1', 'aws_lb').nlb).toMatchObject({
      internal: true,
      ip_address_type: 'dualstack',
    });
  });

  it('takes from no other region', () => {
    const east = manifest.stacks.find(({ name }) => name === 'edge-us-east-1');
    const taken = Object.keys(east?.takes ?? {});
    expect(taken.sort()).toEqual([
      'certificates-us-east-1',
      'cluster-us-east-1',
      'network-us-east-1',
      'storage',
    ]);
  });
});

describe('the accelerator', () => {
  it('has the dials and the check of the description', () => {
    const groups = resources('accelerator', 'aws_globalaccelerator_endpoint_group');
    expect(groups).toMatchObject({
      us_east_1: { traffic_dial_percentage: 100 },
      us_west_2: { traffic_dial_percentage: 20 },
    });
    for (const group of Object.values(groups)) {
      expect(group).toMatchObject({
        health_check_interval_seconds: 30,
        threshold_count: 3,
        health_check_protocol: 'TCP',
        health_check_port: 9506,
      });
    }
  });

  it('is dual-stack, is never replaced, and sets none of its addresses', () => {
    const { applets } = resources('accelerator', 'aws_globalaccelerator_accelerator');
    expect(applets).toMatchObject({
      ip_address_type: 'DUAL_STACK',
      lifecycle: { prevent_destroy: true },
    });
    expect(applets).not.toHaveProperty('ip_addresses');
  });

  it('is asserted in the plan', () => {
    const test = JSON.stringify(tests.get('accelerator'));
    expect(test).toContain('us_east_1.traffic_dial_percentage == 100');
    expect(test).toContain('us_west_2.traffic_dial_percentage == 20');
  });

  it('comes after the edges, and is applied through the standby', () => {
    const order = manifest.stacks.map(({ name }) => name);
    expect(order.indexOf('accelerator')).toBeGreaterThan(order.indexOf('edge-us-east-1'));
    expect(manifest.stacks.find(({ name }) => name === 'accelerator')?.region).toBe('us-west-2');
  });
});
