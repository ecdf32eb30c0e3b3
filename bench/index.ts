export { runAppletChild } from './applet/child.ts';
export { type AppletBenchOptions, benchApplet } from './applet/index.ts';
export { runAuthenticateChild } from './authenticate/child.ts';
export { type AuthenticateBenchOptions, benchAuthenticate } from './authenticate/index.ts';
export { type Measure, meetsTarget, type Target } from './measure.ts';
export {
  MEASURE_COLUMNS,
  type MeasureDocument,
  measureDocument,
  measureRow,
  verdict,
} from './report.ts';
export { runSmppChild } from './smpp/child.ts';
export { benchSmpp, type SmppBenchOptions } from './smpp/index.ts';
export { runStoresChild } from './stores/child.ts';
export { benchStores, type StoresBenchOptions } from './stores/index.ts';
