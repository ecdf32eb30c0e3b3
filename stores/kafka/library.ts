import type * as Library from '@platformatic/kafka';

let loading: Promise<typeof Library> | undefined;

/** Loaded when it is needed first: a process without Kafka does not pay for it. */
export function loadKafka(): Promise<typeof Library> {
  loading ??= import('@platformatic/kafka');
  return loading;
}
