import { AcmCertificateValidation } from '#aws/acm-certificate-validation';
import { Lb } from '#aws/lb';
import { LbListener } from '#aws/lb-listener';
import { LbListenerRule } from '#aws/lb-listener-rule';
import type { LbTargetGroup } from '#aws/lb-target-group';
import type { SecurityGroup } from '#aws/security-group';
import type { StackContext } from '../../framework/context.ts';
import { seconds } from '../../framework/units.ts';
import { onlyCloudflare, trustStore } from './cloudflare.ts';
import { balancerGroup } from './group.ts';
import { opsPort, webTargetGroup } from './targets.ts';

export interface Balancer {
  readonly balancer: Lb;
  readonly group: SecurityGroup;
  /** By workload, for the bindings of the cluster. */
  readonly targetGroupArns: Readonly<Record<string, string>>;
  /** By workload, as metrics name them. */
  readonly targetGroupDimensions: Readonly<Record<string, string>>;
}

/** HTTPS for the API and the dashboard, answered to Cloudflare alone. */
export function alb(context: StackContext): Balancer {
  const { alb: data } = context.topology.aws;
  const ports = data.targets.flatMap(({ workload, port }) => [port, opsPort(context, workload)]);
  const group = balancerGroup(
    context,
    context.for('A9'),
    'alb',
    'The ALB: Cloudflare in, the API and the dashboard out.',
    [...new Set(ports)],
  );
  onlyCloudflare(context, group, data.listenerPort);
  const balancer = loadBalancer(context, group);
  const groups = new Map(
    data.targets.map((target) => [target.workload, webTargetGroup(context, target)]),
  );
  routes(context, listener(context, balancer), groups);
  expectations(context);
  const of = (value: (target: LbTargetGroup) => string) =>
    Object.fromEntries([...groups].map(([workload, target]) => [workload, value(target)]));
  return {
    balancer,
    group,
    targetGroupArns: of(({ arn }) => arn),
    targetGroupDimensions: of(({ arnSuffix }) => arnSuffix),
  };
}

function loadBalancer(context: StackContext, group: SecurityGroup): Lb {
  const { publicSubnetIds } = context.takeRegional('network', { publicSubnetIds: 'strings' });
  const { bucketNames } = context.take('storage', { bucketNames: 'map' });
  return new Lb(context.for('A9'), 'alb', {
    name: context.named('api'),
    loadBalancerType: 'application',
    internal: false,
    ipAddressType: 'dualstack',
    subnets: publicSubnetIds,
    securityGroups: [group.id],
    idleTimeout: seconds(context.topology.aws.alb.idleTimeoutMs),
    dropInvalidHeaderFields: true,
    desyncMitigationMode: 'strictest',
    enableDeletionProtection: true,
    accessLogs: {
      enabled: true,
      bucket: bucketNames(`edge-logs-${context.region.name}`),
    },
  });
}

/** Ends TLS, and lets in who shows the certificate that Cloudflare holds for us. */
function listener(context: StackContext, balancer: Lb): LbListener {
  const { certificateArn } = context.takeRegional('certificates', { certificateArn: 'string' });
  const { listenerPort, tlsPolicy } = context.topology.aws.alb;
  const proven = new AcmCertificateValidation(context.for('A9'), 'certificate', { certificateArn });
  return new LbListener(context.for('A9'), 'https', {
    loadBalancerArn: balancer.arn,
    port: listenerPort,
    protocol: 'HTTPS',
    sslPolicy: tlsPolicy,
    certificateArn: proven.certificateArn,
    mutualAuthentication: { mode: 'verify', trustStoreArn: trustStore(context).arn },
    defaultAction: [
      {
        type: 'fixed-response',
        fixedResponse: {
          contentType: 'application/json',
          messageBody: '{"type":"about:blank","title":"Misdirected Request","status":421}',
          statusCode: '421',
        },
      },
    ],
  });
}

/** Our names alone, by the longest prefix first; every other name gets the default of the listener. */
function routes(
  context: StackContext,
  from: LbListener,
  groups: ReadonlyMap<string, LbTargetGroup>,
): void {
  const { hostname, aliases } = context.topology.edge.api;
  const { targets } = context.topology.aws.alb;
  const longestFirst = [...targets].sort((a, b) => b.pathPrefix.length - a.pathPrefix.length);
  for (const [at, { workload, pathPrefix }] of longestFirst.entries()) {
    const values = pathPrefix === '/' ? ['/*'] : [pathPrefix, `${pathPrefix}/*`];
    new LbListenerRule(context.for('A9'), `${workload}-paths`, {
      listenerArn: from.arn,
      priority: (at + 1) * 10,
      condition: [{ hostHeader: { values: [hostname, ...aliases] } }, { pathPattern: { values } }],
      action: [{ type: 'forward', targetGroupArn: groups.get(workload)?.arn ?? '' }],
    });
  }
}

function expectations(context: StackContext): void {
  const { listenerPort, tlsPolicy, targets } = context.topology.aws.alb;
  context.expect(
    `aws_lb_listener.https.port == ${listenerPort} && aws_lb_listener.https.ssl_policy == "${tlsPolicy}"`,
    'the API answers on 443 with TLS 1.2 and above',
  );
  context.expect(
    'aws_lb_listener.https.mutual_authentication[0].mode == "verify"',
    'Cloudflare proves by a certificate that the request is ours',
  );
  const { path } = context.topology.edge.api.monitor;
  for (const { workload } of targets) {
    context.expect(
      `aws_lb_target_group.${workload}.health_check[0].path == "${path}"`,
      `the targets of ${workload} are asked for ${path}`,
    );
  }
}
