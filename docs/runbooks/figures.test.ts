import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { predictEdgeDetection, predictEdgeRecovery } from '@tandem/health';
import { PROFILES, type Topology, topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';

const page = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

const ROWS: Readonly<Record<string, (topology: Topology) => number>> = {
  'the edge calls the API of a region that refuses connections down, at worst': (topology) =>
    predictEdgeDetection(topology, 'refusing').api.worstMs,
  'the same of a region whose API is silent': (topology) =>
    predictEdgeDetection(topology, 'silent').api.worstMs,
  'the edge calls the applet port of a region that refuses connections down, at worst': (
    topology,
  ) => predictEdgeDetection(topology, 'refusing').applets.worstMs,
  'the same of a region whose applet port is silent': (topology) =>
    predictEdgeDetection(topology, 'silent').applets.worstMs,
  'the standby takes singleton work, at worst': ({ lease }) => lease.durationMs + lease.lookEveryMs,
  'the edge calls the API of a returned region up, at worst': (topology) =>
    predictEdgeRecovery(topology).api.worstMs,
  'the edge calls its applet port up, at worst': (topology) =>
    predictEdgeRecovery(topology).applets.worstMs,
  'a lost bind is tried again, at the latest after': ({ smpp }) => smpp.reconnectMaxMs,
  'a link to the SMSC that died without a reset is noticed, at the latest after': ({ smpp }) =>
    smpp.enquireLinkMs + smpp.responseTimeoutMs,
};

describe('the seconds of the runbooks', () => {
  it.each(Object.entries(ROWS))('follow from the topology: %s', (name, figure) => {
    const seconds = PROFILES.map((profile) => figure(topologyFor(profile)) / 1_000);
    expect(page).toContain(`| ${name} | ${seconds.join(' | ')} |`);
  });

  it('are all held to it', () => {
    const [, table = ''] = page.split(`| | ${PROFILES.join(' | ')} |\n|---|---|---|---|\n`);
    const rows = table.split('\n\n')[0]?.split('\n') ?? [];
    expect(rows.map((row) => row.split(' | ')[0]?.slice(2))).toEqual(Object.keys(ROWS));
  });
});
