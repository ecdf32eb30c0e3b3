import { blocksOf, companionOf, ofType, type View } from './view.ts';

const EVERYONE = new Set(['0.0.0.0/0', '::/0']);
const SHUT = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

/** The world reaches the two listeners of the edge, and nothing else. */
export function* exposure(view: View): Iterable<string> {
  yield* buckets(view);
  yield* securityGroups(view);
  yield* endpoints(view);
}

function* buckets(view: View): Iterable<string> {
  for (const bucket of ofType(view, 'aws_s3_bucket')) {
    const access = companionOf(view, 'aws_s3_bucket_public_access_block', 'bucket', bucket);
    for (const argument of SHUT) {
      if (access?.body[argument] !== true) yield `${bucket.at}: ${argument} is not on`;
    }
  }
}

function* securityGroups(view: View): Iterable<string> {
  const { alb, nlb } = view.topology.aws;
  const open = [alb.listenerPort, nlb.listenerPort];
  for (const { at, body } of ofType(view, 'aws_vpc_security_group_ingress_rule')) {
    const from = String(body.cidr_ipv4 ?? body.cidr_ipv6 ?? '');
    if (!EVERYONE.has(from)) continue;
    const single = body.from_port === body.to_port && open.includes(Number(body.from_port));
    if (!single) yield `${at}: lets everyone in; only ${open.join(' and ')} are open to the world`;
  }
  for (const { at, body } of ofType(view, 'aws_security_group', 'aws_default_security_group')) {
    if (blocksOf(body, 'ingress').length > 0) {
      yield `${at}: has rules inside; give each a resource of its own, which the checks read`;
    }
  }
}

function* endpoints(view: View): Iterable<string> {
  for (const { at, body } of ofType(view, 'aws_eks_cluster')) {
    const [network = {}] = blocksOf(body, 'vpc_config');
    if (network.endpoint_public_access !== false) yield `${at}: its API is open to the internet`;
    if (network.endpoint_private_access !== true) yield `${at}: its API is closed to the VPC`;
  }
  for (const { at, body } of ofType(view, 'aws_subnet')) {
    if (body.map_public_ip_on_launch === true) yield `${at}: gives every machine a public address`;
  }
  for (const { at, body } of ofType(view, 'aws_launch_template')) {
    const [metadata = {}] = blocksOf(body, 'metadata_options');
    if (metadata.http_tokens !== 'required') {
      yield `${at}: hands credentials of the node to any request (http_tokens must be required)`;
    }
    for (const { associate_public_ip_address: address } of blocksOf(body, 'network_interfaces')) {
      if (String(address) === 'true') yield `${at}: gives every node a public address`;
    }
  }
}
