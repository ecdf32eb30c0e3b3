import { Type } from 'typebox';
import { cidr, count, list, name, oneOf, ours, record, rows } from './kinds.ts';

/** One subnet of each tier a zone, in the order of `zones`. */
const SubnetsSchema = record({
  public: list(cidr()),
  firewall: list(cidr()),
  private: list(cidr()),
  data: list(cidr()),
  /** Where the transit gateway enters, so that its traffic has routes of its own. */
  transit: list(cidr()),
});

const RouterSchema = record({
  name: name(),
  /** Where the tunnels of IPsec end, on the internet. */
  address: name(),
  /** Where it answers behind the tunnels. */
  managementAddress: name(),
  bgpAsn: count(1),
});

export const RegionSchema = record({
  rows: rows(),
  name: name(),
  role: oneOf('active', 'passive'),
  /** Short form for names of resources that have a length limit. */
  code: Type.String({ pattern: '^[a-z0-9]{3,5}$' }),
  zones: list(name()),
  network: record({ rows: rows(), vpcCidr: cidr(), serviceCidr: cidr(), subnets: SubnetsSchema }),
  transitGateway: record({ rows: rows(), amazonSideAsn: count(1) }),
  /** The customer gateways: MikroTik routers at the operator, whose IPsec tunnels end on the transit gateway. */
  vpn: record({
    rows: rows(),
    ours: ours(),
    remoteCidrs: list(cidr(), 1),
    routers: list(RouterSchema, 1),
  }),
});
