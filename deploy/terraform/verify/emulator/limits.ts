/**
 * What moto 5.2 does not implement, or not so that the AWS provider 5.100 can use it. These resources are
 * planned and tested with mocked providers (stages 5 and 6), not applied.
 */
export const NOT_EMULATED: Readonly<Record<string, string>> = {
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
];
