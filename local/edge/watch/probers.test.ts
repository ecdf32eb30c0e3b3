import { ManualClock } from '@tandem/core';
import { topologyFor } from '@tandem/topology';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Link } from '../network/link.ts';
import { FakeRegion } from '../testing/origins.ts';
import { httpProber, tcpProber } from './probers.ts';

const { monitor } = topologyFor('fast').edge.api;
const never = new AbortController().signal;
let region: FakeRegion;
let link: Link;

beforeEach(async () => {
  region = new FakeRegion('us-east-1');
  link = new Link(region.name, new ManualClock());
  await region.start();
});
afterEach(() => region.kill());

const http = (signal = never) => httpProber(link, region.addresses.api, monitor)(signal);
const tcp = (signal = never) => tcpProber(link, region.addresses.applet)(signal);

describe('the probe of the monitor', () => {
  it('passes an origin that says UP', async () => {
    expect(await http()).toBeUndefined();
  });

  it('fails another status or body', async () => {
    region.health = { status: 503, body: '{"status":"DOWN"}' };
    expect(await http()).toBe('status 503 instead of 200');
    region.health = { status: 200, body: '{"status":"DOWN"}' };
    expect(await http()).toMatch('body');
  });

  it('looks at the beginning of an endless body only', async () => {
    region.health = { status: 200, body: `${'x'.repeat(1_000_000)}{"status":"UP"}` };
    expect(await http()).toMatch('body');
  });

  it('fails an origin that refuses, and one without a route', async () => {
    link.set({ way: 'unreachable', delayMs: 0 });
    expect(await http()).toBe('EHOSTUNREACH');
    link.set({ way: 'open', delayMs: 0 });
    region.kill();
    expect(await http()).toBe('ECONNREFUSED');
  });

  it('ends when it is given up', async () => {
    link.set({ way: 'silent', delayMs: 0 });
    const abort = new AbortController();
    const probe = http(abort.signal);
    abort.abort();
    expect(await probe).toBe('aborted');
  });
});

describe('the check of the accelerator', () => {
  it('passes when a connection opens, and closes it', async () => {
    expect(await tcp()).toBeUndefined();
  });

  it('fails when it is refused, and ends when it is given up', async () => {
    link.set({ way: 'silent', delayMs: 0 });
    const abort = new AbortController();
    const probe = tcp(abort.signal);
    abort.abort();
    expect(await probe).toBe('aborted');
    link.set({ way: 'open', delayMs: 0 });
    region.kill();
    expect(await tcp()).toBe('ECONNREFUSED');
  });
});
