export {
  CHECK_IDS,
  type Check,
  type CheckId,
  type Validity,
  verdictOf,
} from './check.ts';
