import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { render } from '../../framework/render.ts';
import type { StackSpec } from '../../framework/spec.ts';
import { type Door, doorsOf } from './doors.ts';

const topology = topologyFor('document');

/** The doors of the first region, from the context that a stack of it gets. */
function doors(): Door[] {
  const found: Door[] = [];
  const probe: StackSpec = {
    name: 'probe',
    scope: 'region',
    purpose: 'Looks at the doors.',
    rows: [],
    state: 'remote',
    build: (context) => {
      if (context.region.name === 'us-east-1') found.push(...doorsOf(context));
    },
  };
  render(topology, [probe]);
  return found;
}

const said = ({ from, to, protocol, ports }: Door) =>
  `${from} > ${to} ${protocol} ${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}`;

describe('the doors of a cluster', () => {
  const all = doors().map(said);

  it('let the API server reach kubelets and webhooks', () => {
    expect(all.filter((door) => door.startsWith('control-plane'))).toEqual([
      'control-plane > nodes tcp 6443',
      'control-plane > nodes tcp 9443',
      'control-plane > nodes tcp 10250',
    ]);
  });

  it('let pods reach each other where a workload or a component listens', () => {
    expect(all).toEqual(
      expect.arrayContaining([
        'nodes > nodes tcp 8080',
        'nodes > nodes tcp 9506',
        'nodes > nodes tcp 9093',
        'nodes > nodes udp 53',
      ]),
    );
    expect(all).not.toContain('nodes > nodes tcp 22');
  });

  it('let binds out to the carrier, and the data services be asked', () => {
    expect(all).toEqual(
      expect.arrayContaining([
        'nodes > 198.51.100.10/32 tcp 2775',
        'nodes > 10.16.32.0/19 tcp 1024-65535',
        'nodes > 10.32.96.0/19 tcp 1024-65535',
        'nodes > 10.64.0.0/24 tcp 10000-19999',
        'nodes > 10.64.0.0/24 tcp 8070',
      ]),
    );
    expect(all.filter((door) => door.includes('10.64.1.0/24'))).toEqual([]);
  });

  it('let operators reach the API server from behind the routers, and no node', () => {
    expect(all.filter((door) => door.startsWith('10.240.'))).toEqual([
      '10.240.0.0/20 > control-plane tcp 443',
    ]);
  });

  it('let the other region in to the stores of metrics alone', () => {
    expect(all.filter((door) => door.startsWith('10.32.'))).toEqual([
      '10.32.32.0/19 > nodes tcp 10901',
      '10.32.64.0/19 > nodes tcp 10901',
      '10.32.96.0/19 > nodes tcp 10901',
    ]);
  });

  it('open one way only once', () => {
    expect(new Set(all).size).toBe(all.length);
  });
});
