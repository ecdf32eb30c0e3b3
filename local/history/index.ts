export { HistoryFile, type HistoryFileOptions, type WriteBytes } from './history-file.ts';
export { openHistory } from './open.ts';
export type {
  Operation,
  OperationField,
  OperationType,
  OperationValue,
  Recorder,
} from './operation.ts';
