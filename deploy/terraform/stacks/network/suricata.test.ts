import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { ADDRESS_SETS, suricataRules } from './suricata.ts';

const firewall = topologyFor('document').aws.networkFirewall;
const rules = suricataRules(firewall);
const rulesOf = (flow: string) => rules.filter((rule) => rule.includes(`msg:"${flow}`));

describe('the rules of the firewall', () => {
  it('let SMPP out to the addresses and the port of the carrier, and nowhere else', () => {
    expect(rulesOf('smpp')).toEqual([
      'pass tcp $PUBLIC any -> [198.51.100.10/32,198.51.100.11/32] 2775 (msg:"smpp"; flow:to_server; sid:100002; rev:1;)',
    ]);
  });

  it('let applets in to port 9506 of the load balancers over both families', () => {
    expect(rulesOf('sim')).toEqual([
      'pass tcp any any -> $PUBLIC 9506 (msg:"sim"; flow:to_server; sid:100003; rev:1;)',
    ]);
  });

  it('let HTTPS out by the server name, whole or below a domain', () => {
    expect(rulesOf('https quay.io')).toEqual([
      expect.stringContaining('tls.sni; content:"quay.io"; startswith; nocase; endswith;'),
    ]);
    expect(rulesOf('https .amazonaws.com')).toEqual([
      expect.stringContaining('tls.sni; dotprefix; content:".amazonaws.com"; nocase; endswith;'),
    ]);
  });

  it('let the regions ask each other, and the operators in, over the transit gateway', () => {
    expect(rulesOf('thanos-in')[0]).toContain('pass tcp $REGIONS any -> $PRIVATE 10901');
    expect(rulesOf('documents-out')[0]).toContain('pass tcp $PRIVATE any -> $REGIONS 1024:65535');
    expect(rulesOf('routers')[0]).toContain('pass tcp $PRIVATE any -> $ROUTERS 8729');
    expect(rulesOf('operators')[0]).toContain('pass tcp $ROUTERS any -> $PRIVATE 443');
  });

  it('drop what the default would let through: datagrams, and handshakes to other ports', () => {
    const drops = rules.filter((rule) => rule.startsWith('drop'));
    expect(drops.map((rule) => rule.slice(0, rule.indexOf('(') - 1))).toEqual([
      'drop udp any any -> any any',
      'drop icmp any any -> any any',
      'drop tcp any any -> any ![443]',
      'drop tcp !$PUBLIC any -> any [443]',
      'drop ip any any -> any any',
    ]);
    expect(rules.slice(-drops.length)).toEqual(drops);
  });

  it('drop every connection of no flow when no server name is asked for', () => {
    const flows = firewall.flows.filter(({ protocol }) => protocol !== 'tls');
    const without = suricataRules({ ...firewall, flows });
    expect(without.filter((rule) => rule.startsWith('drop tcp'))).toEqual([
      expect.stringContaining('drop tcp any any -> any any'),
    ]);
  });

  it('have ids of their own, and name known sets only', () => {
    const ids = rules.map((rule) => /sid:(\d+)/.exec(rule)?.[1]);
    expect(new Set(ids).size).toBe(rules.length);
    const sets = rules.flatMap((rule) => [...rule.matchAll(/\$([A-Z]+)/g)].map(([, set]) => set));
    expect(ADDRESS_SETS).toEqual(expect.arrayContaining([...new Set(sets)]));
  });
});
