export { mergeHistories, readRecorders } from './merge.ts';
export type { At, DrillParameters, History, Operation, OperationOf, ValueOf } from './operation.ts';
export { OperationError, parseLine } from './parse-line.ts';
export { HistoryError, parseHistory, readHistory } from './read.ts';
export { historyPage } from './reference.ts';
export {
  OPERATIONS,
  type OperationName,
  type OperationSpec,
  type OperationType,
} from './schema/catalogue.ts';
export { formatHistory, formatOperation, writeHistory } from './write.ts';
