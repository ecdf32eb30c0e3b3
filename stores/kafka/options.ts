import type { Clock } from '@tandem/core';
import { StoreError } from '../ports/errors.ts';
import type { TopicSpec } from '../ports/events.ts';

export interface KafkaTls {
  /** PEM of the authorities to trust instead of those that Node trusts. */
  readonly ca?: string;
  /** PEM of the client's own certificate and key, where brokers ask for one. */
  readonly cert?: string;
  readonly key?: string;
}

/** SCRAM-SHA-512 (RFC 7677 with SHA-512), as users of Strimzi have it. */
export interface KafkaSasl {
  readonly username: string;
  readonly password: string;
}

export interface ConnectKafkaOptions {
  /** `host:port` of some brokers of the region's cluster; the others are found through them. */
  readonly brokers: readonly string[];
  /** What the cluster must have, each with its `<name>.dead-letter`; nothing is created. */
  readonly topics: readonly TopicSpec[];
  /** TLS 1.2 or 1.3. */
  readonly tls?: KafkaTls;
  /** Asked before each connection, so that a rotated password needs no restart. */
  readonly sasl?: () => Promise<KafkaSasl>;
  /** The variable that named the brokers: errors say where to look. Default TANDEM_KAFKA_BROKERS. */
  readonly variable?: string;
  /** What gave the password: errors about it name this. Default: `variable`. */
  readonly passwordVariable?: string;
  /** How long an operation waits for brokers that are away. Default 10 s. */
  readonly retryForMs?: number;
  readonly clock?: Clock;
}

export interface Broker {
  readonly host: string;
  readonly port: number;
}

export const DEFAULT_VARIABLE = 'TANDEM_KAFKA_BROKERS';
export const DEFAULT_RETRY_MS = 10_000;
const BROKER = /^(?:\[([0-9a-fA-F:]+)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})$/;

/** Throws StoreError `invalid` naming the variable and the entry. */
export function parseBrokers(brokers: readonly string[], variable = DEFAULT_VARIABLE): Broker[] {
  if (brokers.length === 0) {
    throw new StoreError('invalid', `${variable}: no broker. Allowed: host:port,host:port,…`);
  }
  return brokers.map((text) => {
    const [, address, name, digits] = BROKER.exec(text) ?? [];
    const host = address ?? name;
    const port = Number(digits);
    if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
    throw new StoreError(
      'invalid',
      `${variable}: ${JSON.stringify(text)} is not a broker. Allowed: host:port,host:port,…`,
    );
  });
}
