import type { StackContext } from '../../framework/context.ts';

/** What must be true of the plan, where a mistake would cost most. */
export function expectations(context: StackContext): void {
  const { topology, region } = context;
  const { version, controlPlaneLogs } = topology.aws.eks;
  const cluster = 'aws_eks_cluster.main';
  context.expect(
    `!${cluster}.vpc_config[0].endpoint_public_access && ${cluster}.vpc_config[0].endpoint_private_access`,
    'the API server is reached from inside only',
  );
  context.expect(
    `${cluster}.access_config[0].authentication_mode == "API" && !${cluster}.access_config[0].bootstrap_cluster_creator_admin_permissions`,
    'access entries say who may come in, and nothing else does',
  );
  context.expect(
    `contains(${cluster}.encryption_config[0].resources, "secrets")`,
    'secrets are encrypted under a key of ours',
  );
  context.expect(`${cluster}.version == "${version}"`, 'the version is the one of the topology');
  context.expect(
    `length(${cluster}.enabled_cluster_log_types) == ${controlPlaneLogs.length}`,
    'the control plane logs all that it can',
  );
  for (const [name, group] of Object.entries(topology.workerGroups)) {
    if (group.provisioner !== 'managed-node-group') continue;
    const { min, max } = group.nodes[region.role];
    const address = `aws_eks_node_group.${name}`;
    context.expect(
      `${address}.scaling_config[0].min_size == ${min} && ${address}.scaling_config[0].max_size == ${max}`,
      `${name} has the size of the ${region.role} region`,
    );
    context.expect(
      `${address}.ami_type == "AL2023_ARM_64_STANDARD"`,
      `${name} runs what the images are built for`,
    );
  }
  context.expect(
    'aws_launch_template.monitor_template.metadata_options[0].http_tokens == "required" && aws_launch_template.monitor_template.metadata_options[0].http_put_response_hop_limit == 1',
    'no pod gets the credentials of its node',
  );
}
