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
  aws_s3_object:
    'moto lets a denial hold whether its condition does or not, so that nothing enters a bucket that denies what comes without TLS',
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

/** Differences that a second plan shows only because of the emulator. */
export interface KnownDrift {
  readonly type: string;
  /** Paths, as `rule.destination`, with all that is below; `delete+create` of what is replaced as it is. */
  readonly paths: readonly string[];
  readonly why: string;
}

export const KNOWN_DRIFT: readonly KnownDrift[] = [
  {
    type: 'aws_s3_bucket_replication_configuration',
    paths: ['rule.delete_marker_replication', 'rule.source_selection_criteria'],
    why: 'moto tells of every rule that it copies no delete markers, and never what it selects',
  },
  {
    type: 'aws_secretsmanager_secret',
    paths: ['replica.kms_key_id'],
    why: 'moto has every copy under the key of AWS, whichever was asked for',
  },
  {
    type: 'aws_customer_gateway',
    paths: ['device_name', 'bgp_asn_extended', 'certificate_arn'],
    why: 'moto forgets the name of the device; the others are unset in the gateway that would replace it',
  },
  {
    type: 'aws_ec2_transit_gateway_peering_attachment_accepter',
    paths: ['tags', 'tags_all'],
    why: 'moto has one attachment for both ends of a peering, with the tags of the one that asked',
  },
  {
    type: 'aws_ec2_transit_gateway_vpc_attachment',
    paths: ['tags', 'tags_all'],
    why: 'moto looks for the tags of an attachment among those of a route table',
  },
  {
    type: 'aws_ec2_transit_gateway_route',
    paths: ['blackhole', 'transit_gateway_attachment_id'],
    why: 'moto tells no attachment of a route, so that the provider takes it for a black hole',
  },
  {
    type: 'aws_vpn_connection',
    paths: ['preshared_key_storage'],
    why: 'moto does not tell where the keys of the tunnels are kept',
  },
  {
    type: 'aws_lb_listener',
    paths: ['mutual_authentication'],
    why: 'moto has no mutual authentication of listeners',
  },
  {
    type: 'aws_acm_certificate',
    paths: ['key_algorithm', 'certificate_authority_arn', 'early_renewal_duration'],
    why: 'moto makes every key RSA_2048; the others are unset in the certificate that would replace it',
  },
  {
    type: 'aws_acm_certificate_validation',
    paths: ['delete+create'],
    why: 'it follows the certificate, which would be replaced',
  },
  ...['ingress', 'egress'].map((direction) => ({
    type: `aws_vpc_security_group_${direction}_rule`,
    paths: ['description'],
    why: 'moto tells the description of a rule for addresses, not of one for a group or a prefix list',
  })),
  {
    type: 'aws_eks_cluster',
    paths: ['access_config', 'upgrade_policy', 'zonal_shift_config'],
    why: 'moto reads none of them when a cluster is made',
  },
  {
    type: 'aws_eks_node_group',
    paths: ['node_repair_config', 'remote_access', 'update_config'],
    why: 'moto reads neither repair nor update when a group is made, and gives each a key for SSH',
  },
  {
    type: 'aws_launch_template',
    paths: ['tag_specifications'],
    why: 'moto puts the tags of the template itself among those of what is launched from it',
  },
];
