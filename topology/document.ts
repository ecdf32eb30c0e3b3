import { MINUTE, SECOND } from './time.ts';

/**
 * The figures that the system description states, each once in the whole repository. The topology takes
 * them from here, and a rule refuses a `document` profile in which one of them was changed.
 */
export const DOCUMENT = {
  /** Row E3, the health check of Cloudflare. */
  E3: {
    intervalMs: 60 * SECOND,
    timeoutMs: 5 * SECOND,
    retries: 2,
    path: '/health',
    expectedStatus: 200,
    expectedBody: '{"status":"UP"}',
  },
  /** Row E5, the health check of the accelerator. */
  E5: {
    intervalMs: 30 * SECOND,
    timeoutMs: 5 * SECOND,
    threshold: 3,
    protocol: 'tcp',
    port: 9506,
  },
  /** Row W5, the warning before a spot instance is reclaimed. */
  W5: { reclaimNoticeMs: 2 * MINUTE },
} as const;
