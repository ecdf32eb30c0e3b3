export { runAppletChild } from './applet/child.ts';
export { type AppletBenchOptions, benchApplet } from './applet/index.ts';
export { type Measure, meetsTarget, type Target } from './measure.ts';
export { runSmppChild } from './smpp/child.ts';
export { benchSmpp, type SmppBenchOptions } from './smpp/index.ts';
