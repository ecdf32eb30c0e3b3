import {
  Application,
  ApplicationSet,
  AppProject,
} from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1';
import { EC2NodeClass } from '@kubernetes-models/karpenter/karpenter.k8s.aws/v1';
import { NodePool } from '@kubernetes-models/karpenter/karpenter.sh/v1';
import {
  PodMonitor,
  Probe,
  PrometheusRule,
  ServiceMonitor,
} from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import {
  AlertmanagerConfig,
  ScrapeConfig,
} from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1';
import { DaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole';
import { ClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding';
import { Role } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import { PriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass';
import { StorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { LimitRange } from 'kubernetes-models/v1/LimitRange';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { ResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { Kafka, KafkaNodePool, KafkaTopic, KafkaUser } from '#crds/kafka';
import { TargetGroupBinding } from '#crds/load-balancer';
import { SecretProviderClass } from '#crds/secrets-store';

interface Model {
  validate(): void;
}

/** A class of `kubernetes-models`, or of the same form from a CRD of ours. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  new (data?: never): Model;
}

const ALL: readonly Kind[] = [
  AlertmanagerConfig,
  AppProject,
  Application,
  ApplicationSet,
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  CronJob,
  DaemonSet,
  Deployment,
  EC2NodeClass,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  Kafka,
  KafkaNodePool,
  KafkaTopic,
  KafkaUser,
  LimitRange,
  Namespace,
  NetworkPolicy,
  NodePool,
  PodDisruptionBudget,
  PodMonitor,
  PriorityClass,
  Probe,
  PrometheusRule,
  ResourceQuota,
  Role,
  RoleBinding,
  ScrapeConfig,
  Secret,
  SecretProviderClass,
  Service,
  ServiceAccount,
  ServiceMonitor,
  StatefulSet,
  StorageClass,
  TargetGroupBinding,
];

/** Every kind that a manifest may be of, by `<apiVersion> <kind>`. */
export const KINDS: ReadonlyMap<string, Kind> = new Map(
  ALL.map((one) => [`${one.apiVersion} ${one.kind}`, one]),
);
