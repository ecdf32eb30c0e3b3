import { type Chart, componentOf, placed, sized, spread } from '../chart.ts';

const CRITICAL = { priorityClassName: 'system-cluster-critical' };
const NODE_CRITICAL = { priorityClassName: 'system-node-critical' };

export const secretsStore: Chart = {
  name: 'secrets-store-csi-driver',
  components: ['secrets-store-csi-driver'],
  project: 'system',
  wave: -5,
  namespace: 'kube-system',
  repository: 'https://kubernetes-sigs.github.io/secrets-store-csi-driver/charts',
  chart: 'secrets-store-csi-driver',
  version: '1.5.4',
  values: (context) => ({
    // A secret that was changed is in the files of running pods within this time.
    enableSecretRotation: true,
    rotationPollInterval: '2m',
    // Copies as Secrets would put values into etcd.
    syncSecret: { enabled: false },
    linux: { ...context.everyNode(), ...NODE_CRITICAL, driver: sized('50m', '100Mi') },
  }),
};

export const secretsStoreAws: Chart = {
  name: 'secrets-store-csi-driver-provider-aws',
  components: ['secrets-store-csi-driver-provider-aws'],
  project: 'system',
  wave: -5,
  namespace: 'kube-system',
  repository: 'https://aws.github.io/secrets-store-csi-driver-provider-aws',
  chart: 'secrets-store-csi-driver-provider-aws',
  version: '2.1.1',
  values: (context) => ({
    // The driver is an application of its own.
    'secrets-store-csi-driver': { install: false },
    ...context.everyNode(),
    ...NODE_CRITICAL,
    ...sized('50m', '100Mi'),
  }),
};

export const karpenter: Chart = {
  name: 'karpenter',
  components: ['karpenter'],
  project: 'system',
  wave: -5,
  namespace: 'kube-system',
  repository: 'public.ecr.aws/karpenter',
  chart: 'karpenter',
  version: '1.9.0',
  serverSide: true,
  values: (context) => {
    const { karpenter: figures } = context.topology.autoscaling;
    return {
      replicas: 2,
      serviceAccount: { name: 'karpenter' },
      settings: {
        clusterName: context.named('eks'),
        interruptionQueue: context.named('interruption'),
        batchIdleDuration: `${figures.batchIdleMs / 1_000}s`,
        batchMaxDuration: `${figures.batchMaxMs / 1_000}s`,
      },
      // Never on nodes that it makes itself.
      ...placed(context, 'karpenter'),
      ...CRITICAL,
      controller: sized('500m', '1Gi'),
      serviceMonitor: { enabled: true },
    };
  },
};

export const loadBalancerController: Chart = {
  name: 'aws-load-balancer-controller',
  components: ['aws-load-balancer-controller'],
  project: 'system',
  wave: 1,
  namespace: 'kube-system',
  repository: 'https://aws.github.io/eks-charts',
  chart: 'aws-load-balancer-controller',
  version: '1.17.1',
  // The chart makes a certificate for its webhook at each rendering.
  ignored: [
    {
      group: 'admissionregistration.k8s.io',
      kind: 'MutatingWebhookConfiguration',
      jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle'],
    },
    {
      group: 'admissionregistration.k8s.io',
      kind: 'ValidatingWebhookConfiguration',
      jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle'],
    },
    {
      kind: 'Secret',
      name: 'aws-load-balancer-tls',
      jqPathExpressions: ['.data'],
    },
  ],
  values: (context) => ({
    clusterName: context.named('eks'),
    region: context.region.name,
    // It would ask the node for its VPC, which answers no pod (`httpPutResponseHopLimit: 1`).
    vpcTags: { Name: context.named('main') },
    replicaCount: 2,
    serviceAccount: { name: 'aws-load-balancer-controller' },
    // Balancers are Terraform's: it binds pods to target groups, and makes nothing.
    enableShield: false,
    enableWaf: false,
    enableWafv2: false,
    enableBackendSecurityGroup: false,
    enableServiceMutatorWebhook: false,
    createIngressClassResource: false,
    disableIngressClassAnnotation: true,
    keepTLSSecret: true,
    ...placed(context, 'aws-load-balancer-controller'),
    ...CRITICAL,
    ...sized('100m', '256Mi'),
    ...spread({ 'app.kubernetes.io/name': 'aws-load-balancer-controller' }),
    podDisruptionBudget: { maxUnavailable: 1 },
  }),
};

export const reflector: Chart = {
  name: 'reflector',
  components: ['reflector'],
  project: 'system',
  wave: 1,
  namespace: 'reflector',
  repository: 'ghcr.io/emberstack/helm-charts',
  chart: 'reflector',
  version: '9.1.45',
  values: (context) => ({
    replicaCount: 1,
    ...placed(context, 'reflector'),
    ...sized('50m', '192Mi'),
  }),
};

export const metricsServer: Chart = {
  name: 'metrics-server',
  components: ['metrics-server'],
  project: 'system',
  wave: 1,
  namespace: 'kube-system',
  repository: 'https://kubernetes-sigs.github.io/metrics-server/',
  chart: 'metrics-server',
  version: '3.13.0',
  values: (context) => ({
    replicas: 2,
    args: [`--metric-resolution=${context.topology.autoscaling.hpa.syncMs / 1_000}s`],
    containerPort: componentOf(context, 'metrics-server').ports[0]?.port,
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    ...placed(context, 'metrics-server'),
    ...CRITICAL,
    ...sized('100m', '200Mi'),
    ...spread({ 'app.kubernetes.io/name': 'metrics-server' }),
  }),
};

export const externalDns: Chart = {
  name: 'external-dns',
  components: ['external-dns'],
  project: 'system',
  wave: 15,
  namespace: 'kube-system',
  repository: 'https://kubernetes-sigs.github.io/external-dns/',
  chart: 'external-dns',
  version: '1.19.0',
  values: (context) => ({
    provider: { name: 'aws' },
    serviceAccount: { create: true, name: 'external-dns' },
    sources: ['service'],
    namespaced: false,
    domainFilters: [`${context.region.name}.${context.topology.aws.dns.privateZone}`],
    // It removes what it made itself, by a mark beside each name; the routers' names are Terraform's.
    policy: 'sync',
    registry: 'txt',
    txtOwnerId: context.named('eks'),
    txtPrefix: 'owner-',
    managedRecordTypes: ['A'],
    extraArgs: ['--aws-zone-type=private'],
    ...placed(context, 'external-dns'),
    ...sized('20m', '96Mi'),
    serviceMonitor: { enabled: true },
  }),
};

export const strimzi: Chart = {
  name: 'strimzi',
  components: ['strimzi'],
  project: 'events',
  wave: 5,
  namespace: 'kafka',
  repository: 'quay.io/strimzi-helm',
  chart: 'strimzi-kafka-operator',
  // The first with kafka.strimzi.io/v1, which our objects are of.
  version: '0.49.0',
  serverSide: true,
  values: (context) => ({
    replicas: 2,
    watchNamespaces: [],
    ...placed(context, 'strimzi'),
    ...sized('200m', '512Mi'),
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
  }),
};
