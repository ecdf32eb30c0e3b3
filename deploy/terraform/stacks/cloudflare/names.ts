import { AuthenticatedOriginPulls } from '#cloudflare/authenticated-origin-pulls';
import { CertificatePack } from '#cloudflare/certificate-pack';
import { DnsRecord } from '#cloudflare/dns-record';
import { HostnameTlsSetting } from '#cloudflare/hostname-tls-setting';
import type { StackContext } from '../../framework/context.ts';

/** Cloudflare chooses the time to live of what it answers itself. */
const AUTOMATIC = 1;
/** It is renewed a month before. */
const VALIDITY_DAYS = 90;

/** What every name of the API has: a certificate for customers, one for the origin, TLS of its own. */
export function names(context: StackContext, zoneId: string): void {
  const { zone, hostname, aliases, tlsMinimum } = context.topology.edge.api;
  const all = [hostname, ...aliases];
  for (const alias of aliases) {
    new DnsRecord(context.for('E1'), alias, {
      zoneId,
      name: alias,
      type: 'CNAME',
      content: hostname,
      proxied: true,
      ttl: AUTOMATIC,
      comment: 'Another name of the API.',
    });
  }
  // The certificate that Cloudflare gives to every zone covers one level below it; ours are two below.
  new CertificatePack(context.for('E1'), 'customers', {
    zoneId,
    type: 'advanced',
    hosts: [zone, ...all],
    validationMethod: 'txt',
    validityDays: VALIDITY_DAYS,
    certificateAuthority: 'google',
    lifecycle: { createBeforeDestroy: true },
  });
  for (const name of all) {
    new HostnameTlsSetting(context.for('E1'), `tls-${name}`, {
      zoneId,
      hostname: name,
      settingId: 'min_tls_version',
      value: tlsMinimum,
    });
  }
  originPulls(context, zoneId, all);
}

/**
 * Cloudflare shows our ALBs a certificate that our authority signed. It was uploaded beforehand, so that
 * its key is in no state; here it is put to use by its id.
 */
function originPulls(context: StackContext, zoneId: string, all: readonly string[]): void {
  const certificate = context.ask('origin_pull_certificate_id', {
    description:
      'The id of the client certificate for these names, as its upload to Cloudflare told.',
    sample: '01234567-89ab-cdef-0123-456789abcdef',
  });
  new AuthenticatedOriginPulls(context.for('E1'), 'origin-pulls', {
    zoneId,
    config: all.map((name) => ({ certId: certificate.stringValue, hostname: name, enabled: true })),
  });
}
