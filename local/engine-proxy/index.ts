export type { Inspector, Target as ProxyTarget } from './connection.ts';
export { GuardedBook, mongoInspector } from './mongo-inspector.ts';
export { EngineProxy, type ProxyOptions } from './proxy.ts';
