export * from './bank/index.ts';
export * from './carrier/index.ts';
export * from './edge/index.ts';
export * from './engines/index.ts';
export { FaultClient, FaultClientError, type FaultClientOptions } from './fault-client.ts';
export * from './history/index.ts';
export { Random } from './random.ts';
export * from './up/index.ts';
