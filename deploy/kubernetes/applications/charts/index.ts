import type { RegionContext } from '../../framework/context.ts';
import type { Chart } from '../chart.ts';
import { prometheusAdapter } from './adapter.ts';
import { argocd } from './argocd.ts';
import { grafana } from './grafana.ts';
import { loki } from './logs.ts';
import { cloudwatchExporter, kubePrometheusStack } from './prometheus.ts';
import { logShipper } from './shippers.ts';
import {
  externalDns,
  karpenter,
  loadBalancerController,
  metricsServer,
  reflector,
  secretsStore,
  secretsStoreAws,
  strimzi,
} from './system.ts';

/** Every chart of others, in the order of their waves. */
export const chartsOf = (context: RegionContext): Chart[] => [
  secretsStore,
  secretsStoreAws,
  karpenter,
  argocd,
  loadBalancerController,
  reflector,
  metricsServer,
  strimzi,
  kubePrometheusStack,
  prometheusAdapter,
  externalDns,
  cloudwatchExporter,
  loki,
  logShipper(context),
  grafana,
];
