import { DnsRecord } from '#cloudflare/dns-record';
import type { StackContext } from '../../framework/context.ts';
import { expression, type StackSpec } from '../../framework/spec.ts';
import { cloudflareZone } from '../../parts/cloudflare.ts';

/** The shortest that Cloudflare takes of every plan. */
const TTL_SECONDS = 60;

export const domain: StackSpec = {
  name: 'domain',
  scope: 'system',
  purpose:
    'The records that prove to AWS that the names of the certificates are ours. They stay: certificates ' +
    'are renewed by them.',
  rows: ['E1'],
  state: 'remote',
  build(context) {
    const { zoneId } = cloudflareZone(context);
    const record = new DnsRecord(context.for('E1'), 'proof', {
      zoneId,
      name: expression('each.key'),
      content: expression('each.value'),
      type: 'CNAME',
      ttl: TTL_SECONDS,
      proxied: false,
      comment: 'Proves a certificate of AWS; renewals need it.',
    });
    record.addOverride('for_each', expression(`merge(${proofs(context).join(', ')})`));
  },
};

/** A pair for each name and region. AWS gives an account one proof for a name, so regions share them. */
function proofs(context: StackContext): string[] {
  const { hostname, aliases } = context.topology.edge.api;
  return context.topology.regions.flatMap((region) => {
    const { proofNames, proofValues } = context.takeRegional(
      'certificates',
      { proofNames: 'map', proofValues: 'map' },
      region,
    );
    return [hostname, ...aliases].map(
      (name) => `{ (${bare(proofNames(name))}) = ${bare(proofValues(name))} }`,
    );
  });
}

/** The words of an expression without the braces around it. */
const bare = (text: string): string => text.slice('${'.length, -'}'.length);
