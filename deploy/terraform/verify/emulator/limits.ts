/**
 * What moto 5.2 does not implement, or not so that the AWS provider 5.100 can use it. These resources are
 * planned and tested with mocked providers (stages 5 and 6), not applied.
 */
export const NOT_EMULATED: Readonly<Record<string, string>> = {
  aws_eks_access_entry: 'moto has no CreateAccessEntry',
  aws_eks_access_policy_association: 'moto has no AssociateAccessPolicy',
  aws_eks_addon: 'moto has no CreateAddon',
  aws_eks_pod_identity_association: 'moto has no CreatePodIdentityAssociation',
  aws_globalaccelerator_accelerator: 'moto has no Global Accelerator',
  aws_globalaccelerator_endpoint_group: 'moto has no Global Accelerator',
  aws_globalaccelerator_listener: 'moto has no Global Accelerator',
  aws_s3_bucket_lifecycle_configuration:
    'moto answers without the header x-amz-transition-default-minimum-object-size, which the provider awaits',
  aws_networkfirewall_firewall: 'moto names no endpoints of a firewall, which the provider awaits',
  aws_networkfirewall_firewall_policy: 'moto has no CreateFirewallPolicy',
  aws_networkfirewall_logging_configuration: 'there is no firewall to log for',
  aws_networkfirewall_rule_group: 'moto has no CreateRuleGroup',
  aws_route53_zone_association: 'moto takes a private zone for a public one, which no VPC may join',
  aws_lb_trust_store: 'moto has no CreateTrustStore',
  aws_s3_account_public_access_block:
    'the provider asks a host named after the account, which the address of the emulator cannot be',
  aws_vpc_peering_connection_accepter: 'Redis Cloud asks for the peering, and is not there to ask',
};

/** Arguments that are left away, by type: with them the emulator breaks off. */
export const ARGUMENTS_NOT_EMULATED: Readonly<
  Record<string, { readonly names: readonly string[]; readonly why: string }>
> = {
  aws_subnet: {
    names: ['ipv6_cidr_block', 'assign_ipv6_address_on_creation'],
    why: 'moto cannot list subnets by their IPv6 association, for which the provider waits',
  },
  aws_ec2_transit_gateway_vpc_attachment: {
    names: [
      'transit_gateway_default_route_table_association',
      'transit_gateway_default_route_table_propagation',
    ],
    why: 'moto forgets that a gateway has no default route table, and fails to leave it',
  },
};

/** Refused when what they lead to is one of those: a sample in its place would not be found. */
export const NOTHING_WITHOUT: Readonly<Record<string, readonly string[]>> = {
  aws_route: ['aws_vpc_peering_connection_accepter', 'aws_networkfirewall_firewall'],
};

/**
 * Applied as another type, with these arguments less: moto's ReplicateKey drops the policy and the tags,
 * for which the provider then waits.
 */
export const STAND_INS: Readonly<
  Record<string, { readonly type: string; readonly without: readonly string[] }>
> = { aws_kms_replica_key: { type: 'aws_kms_key', without: ['primary_key_arn'] } };

/** A difference that a second plan shows only because of the emulator. */
export interface Drift {
  readonly type: string;
  readonly attribute: string;
  readonly why: string;
}

export const KNOWN_DRIFT: readonly Drift[] = [
  {
    type: 'aws_s3_bucket_replication_configuration',
    attribute: 'rule',
    why: 'moto forgets the metrics, the replication time and the key of the destination',
  },
  {
    type: 'aws_secretsmanager_secret',
    attribute: 'replica',
    why: 'moto does not tell the key of a copy',
  },
  ...['bgp_asn_extended', 'certificate_arn', 'device_name'].map((attribute) => ({
    type: 'aws_customer_gateway',
    attribute,
    why: 'moto answers with an empty text where there is nothing',
  })),
  ...['tags', 'tags_all'].map((attribute) => ({
    type: 'aws_ec2_transit_gateway_peering_attachment_accepter',
    attribute,
    why: 'moto forgets the tags of an attachment',
  })),
  ...['blackhole', 'transit_gateway_attachment_id'].map((attribute) => ({
    type: 'aws_ec2_transit_gateway_route',
    attribute,
    why: 'moto does not tell where a route into a peering leads',
  })),
  ...['tags', 'tags_all'].map((attribute) => ({
    type: 'aws_ec2_transit_gateway_vpc_attachment',
    attribute,
    why: 'moto forgets the tags of an attachment',
  })),
  {
    type: 'aws_vpn_connection',
    attribute: 'preshared_key_storage',
    why: 'moto does not tell where the keys of the tunnels are kept',
  },
  {
    type: 'aws_lb_listener',
    attribute: 'mutual_authentication',
    why: 'moto has no mutual authentication of listeners',
  },
  ...['key_algorithm', 'certificate_authority_arn', 'domain_validation_options'].map(
    (attribute) => ({
      type: 'aws_acm_certificate',
      attribute,
      why: 'moto makes every certificate RSA_2048, so that the provider would replace it',
    }),
  ),
  {
    type: 'aws_acm_certificate',
    attribute: 'early_renewal_duration',
    why: 'unset in the certificate that would replace it',
  },
];
