import { Ec2ManagedPrefixList } from '#aws/ec2-managed-prefix-list';
import { LbTrustStore } from '#aws/lb-trust-store';
import { S3Object } from '#aws/s3-object';
import type { SecurityGroup } from '#aws/security-group';
import { VpcSecurityGroupIngressRule } from '#aws/vpc-security-group-ingress-rule';
import type { StackContext } from '../../framework/context.ts';

/** The addresses of Cloudflare, and nobody else's, reach the listener. */
export function onlyCloudflare(context: StackContext, group: SecurityGroup, port: number): void {
  const { addresses } = context.topology.edge.api;
  const families = { IPv4: addresses.ipv4, IPv6: addresses.ipv6 } as const;
  for (const [addressFamily, cidrs] of Object.entries(families)) {
    const id = `cloudflare-${addressFamily.toLowerCase()}`;
    const list = new Ec2ManagedPrefixList(context.for('A9', 'E1'), id, {
      name: context.named(id),
      addressFamily,
      // Each counts as a rule of a security group that uses the list; the usual limit is 60.
      maxEntries: cidrs.length,
      entry: cidrs.map((cidr) => ({ cidr, description: 'Cloudflare' })),
    });
    new VpcSecurityGroupIngressRule(context.for('A9', 'E1'), `alb-from-${id}`, {
      securityGroupId: group.id,
      description: `Cloudflare, ${addressFamily}.`,
      prefixListId: list.id,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
    });
  }
}

/**
 * Authenticated origin pulls: those addresses serve every customer of Cloudflare, so the ALB also asks for
 * a certificate that our own authority signed. The authority's certificate is public; its key and the
 * client's are in no state (docs/guides/deploy.md).
 */
export function trustStore(context: StackContext): LbTrustStore {
  const { bucketNames } = context.take('storage', { bucketNames: 'map' });
  const authority = context.ask('origin_pull_authority', {
    description:
      'The certificate (PEM) of the authority that signs the client certificate of Cloudflare.',
    sample: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
  });
  const bundle = new S3Object(context.for('A9', 'E1'), 'origin-pull-authority', {
    bucket: bucketNames(`edge-trust-${context.region.name}`),
    key: `${context.region.code}/origin-pull-authority.pem`,
    content: authority.stringValue,
    contentType: 'application/x-pem-file',
  });
  return new LbTrustStore(context.for('A9', 'E1'), 'origin-pull', {
    name: context.named('origin-pull'),
    caCertificatesBundleS3Bucket: bundle.bucket,
    caCertificatesBundleS3Key: bundle.key,
    caCertificatesBundleS3ObjectVersion: bundle.versionId,
  });
}
