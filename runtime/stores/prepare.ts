import { type Documents, isStoreError } from '@tandem/stores';

/**
 * Waits until every collection that workloads have asked for has its indexes. A release that adds one may wait for
 * minutes while it is built; the release before it serves. Rejects when waiting is of no use.
 */
export async function prepareDocuments(
  documents: Pick<Documents, 'prepare'>,
  onWaiting: (error: unknown) => void,
): Promise<void> {
  for (;;) {
    try {
      return await documents.prepare?.();
    } catch (error) {
      if (!isStoreError(error, 'unavailable') || error.lasting) throw error;
      onWaiting(error);
    }
  }
}
