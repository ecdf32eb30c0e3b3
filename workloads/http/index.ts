export { type Answer, Exchange, type ExchangeOptions, ExchangeTimeoutError } from './exchange.ts';
export { PROBLEM_TYPE, type Problem, problemBody } from './problem.ts';
export { createHttpServer, type HttpServerOptions } from './server.ts';
export { type Routes, shareApiListener, sharedRoutes } from './shared-listener.ts';
