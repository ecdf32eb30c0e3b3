/** The Kafka cluster of a region; Strimzi names everything of it after it. */
export const CLUSTER = 'tandem';
export const KAFKA_NAMESPACE = 'kafka';

/** The authority of the brokers' certificates, as Strimzi names it; reflector copies it to the workloads. */
export const CLUSTER_CA_SECRET = `${CLUSTER}-cluster-ca-cert`;

/** The service that leads to any broker (Strimzi, "Kafka bootstrap service"). */
export const BOOTSTRAP = `${CLUSTER}-kafka-bootstrap.${KAFKA_NAMESPACE}.svc.cluster.local`;
