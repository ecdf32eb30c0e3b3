export * from './catalogue/index.ts';
export * from './checks/index.ts';
export * from './history/index.ts';
export * from './report/index.ts';
export * from './result/index.ts';
export * from './rto/index.ts';
export * from './run/index.ts';
