export { callbackBody } from './callbacks/body.ts';
export {
  type DeadLetter,
  type DeadLetterPage,
  listDeadLetters,
  type Retried,
  retryAllDeadLetters,
  retryDeadLetter,
} from './callbacks/dead-letters.ts';
export { createScheduledJobs, SCHEDULED_JOBS_GROUP } from './workload.ts';
