export {
  type EngineOptions,
  recordGuardedWrites,
  runDocumentsEngine,
  runRegionEngine,
} from './main.ts';
