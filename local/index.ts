export * from './bank/index.ts';
export * from './carrier/index.ts';
export * from './edge/index.ts';
export * from './history/index.ts';
export { Random } from './random.ts';
export * from './up/index.ts';
