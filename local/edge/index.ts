export { edgeStatus } from './control.ts';
export { Edge, type EdgeDependencies, type EdgePorts } from './edge.ts';
export { type EdgeFault, edgeFaultSchema } from './edge-faults.ts';
export { runEdge } from './main.ts';
export { type EdgeOptions, type EdgeSettings, edgeSettings } from './options.ts';
export { addressAt, PLACE_HEADER, Places } from './places.ts';
export type { HealthChange, WatchView } from './watch/watch.ts';
