export { type EngineOptions, runDocumentsEngine, runRegionEngine } from './main.ts';
