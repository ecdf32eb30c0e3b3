import type { Topology } from '@tandem/topology';

type Firewall = Topology['aws']['networkFirewall'];
type Flow = Firewall['flows'][number];
type TransitFlow = Firewall['transitFlows'][number];

/**
 * Sets of addresses that the rules name. `PUBLIC` is what the internet sees of a region: its load balancers
 * and NAT gateways, all in the public subnets. `PRIVATE` is what other networks reach over the transit
 * gateway, `REGIONS` the same of the other regions.
 */
export const ADDRESS_SETS = ['PUBLIC', 'PRIVATE', 'REGIONS', 'ROUTERS'] as const;
export type AddressSet = (typeof ADDRESS_SETS)[number];

/** Ids below a million are free for local use (Suricata, "sid"). */
const FIRST_SID = 100_000;

/**
 * The rules of the firewall in the language of Suricata, in the order in which they are tried; what no
 * rule passes is dropped and alerted. Every rule is for one port and one peer, so that an alert names the flow.
 */
export function suricataRules({ flows, transitFlows }: Firewall): string[] {
  const rules = [
    ...pathMtu(),
    ...flows.flatMap(internetRules),
    ...transitFlows.map(transitRule),
    ...closing(flows),
  ];
  return rules.map(({ action, match, options }, index) => {
    const all = [...options, `sid:${FIRST_SID + index}`, 'rev:1'];
    return `${action} ${match} (${all.map((option) => `${option};`).join(' ')})`;
  });
}

interface Rule {
  readonly action: 'pass' | 'drop';
  readonly match: string;
  readonly options: readonly string[];
}

const pass = (match: string, ...options: string[]): Rule => ({ action: 'pass', match, options });
const drop = (match: string, ...options: string[]): Rule => ({ action: 'drop', match, options });
const says = (text: string): string => `msg:"${text}"`;

/** Path MTU discovery (RFC 1191, RFC 8201): without it, long segments vanish on some paths. */
const pathMtu = (): Rule[] => [
  pass('icmp any any -> any any', says('fragmentation needed'), 'itype:3', 'icode:4'),
  pass('icmp any any -> any any', says('packet too big'), 'itype:2', 'icode:0'),
];

function internetRules({ name, direction, protocol, ports, peers }: Flow): Rule[] {
  return ports.flatMap((port) => {
    if (protocol === 'tls') return peers.map((server) => tlsRule(name, port, server));
    const far = addresses(peers);
    const path = direction === 'egress' ? `$PUBLIC any -> ${far}` : `${far} any -> $PUBLIC`;
    const options = protocol === 'tcp' ? ['flow:to_server'] : [];
    return [pass(`${protocol} ${path} ${port}`, says(name), ...options)];
  });
}

const ANYWHERE = ['0.0.0.0/0', '::/0'];

/** `any` is both families at once. */
function addresses(peers: readonly string[]): string {
  if (ANYWHERE.every((all) => peers.includes(all))) return 'any';
  return `[${peers.join(',')}]`;
}

/** By the server name in the clear of the handshake; `.domain` is every name below it. */
function tlsRule(flow: string, port: number, server: string): Rule {
  const below = server.startsWith('.');
  const name = below ? ['dotprefix', `content:"${server}"`] : [`content:"${server}"`, 'startswith'];
  return pass(
    `tls $PUBLIC any -> any ${port}`,
    says(`${flow} ${server}`),
    'flow:to_server',
    'tls.sni',
    ...name,
    'nocase',
    'endswith',
  );
}

const PARTIES = { region: '$PRIVATE', 'other-regions': '$REGIONS', routers: '$ROUTERS' } as const;

function transitRule({ name, from, to, ports }: TransitFlow): Rule {
  const range = ports.from === ports.to ? ports.from : `${ports.from}:${ports.to}`;
  return pass(`tcp ${PARTIES[from]} any -> ${PARTIES[to]} ${range}`, says(name), 'flow:to_server');
}

/**
 * The default of the policy looks at established connections only, so that a handshake may show its server
 * name. What needs no handshake, and handshakes to ports where no name is asked for, end here.
 */
function closing(flows: readonly Flow[]): Rule[] {
  const named = flows.filter(({ protocol }) => protocol === 'tls').flatMap(({ ports }) => ports);
  const handshakes = [...new Set(named)].join(',');
  const other = handshakes === '' ? 'any' : `![${handshakes}]`;
  return [
    drop('udp any any -> any any', says('datagram of no flow')),
    drop('icmp any any -> any any', says('icmp')),
    drop(`tcp any any -> any ${other}`, says('connection of no flow'), 'flow:to_server'),
    ...(handshakes === ''
      ? []
      : [
          drop(
            `tcp !$PUBLIC any -> any [${handshakes}]`,
            says('connection of no flow'),
            'flow:to_server',
          ),
        ]),
    drop('ip any any -> any any', says('protocol of no flow'), ...NOT_SEEN_ABOVE),
  ];
}

/** ICMP, TCP, UDP and ICMPv6 have rules of their own. */
const NOT_SEEN_ABOVE = [1, 6, 17, 58].map((protocol) => `ip_proto:!${protocol}`);
