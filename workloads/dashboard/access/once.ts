import type { Clock } from '@tandem/core';
import {
  type CollectionSpec,
  type Documents,
  isStoreError,
  type StoredDocument,
} from '@tandem/stores';

interface Used extends StoredDocument {
  readonly purgeAt: number;
}

/** Ids of texts that serve once, as long as they would still be taken. */
export const DASHBOARD_USED: CollectionSpec<Used> = {
  name: 'dashboard-used',
  indexes: [],
  expiresAt: 'purgeAt',
};

/** Clocks of two regions differ by less; a text is refused by its age long before it is forgotten here. */
const MARGIN_MS = 600_000;

/** True for the first call with this id in any region. Rejects with `unavailable` while nobody can tell. */
export async function useOnce(
  documents: Documents,
  clock: Pick<Clock, 'now'>,
  id: string,
  expiresAt: number,
): Promise<boolean> {
  try {
    const purgeAt = Math.max(expiresAt, clock.now()) + MARGIN_MS;
    await documents.collection(DASHBOARD_USED).insert({ _id: id, version: 1, purgeAt });
    return true;
  } catch (error) {
    if (isStoreError(error, 'duplicate')) return false;
    throw error;
  }
}
