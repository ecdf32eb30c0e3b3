import { type Collection, type Documents, isStoreError } from '@tandem/stores';
import { orderId, REGIONS, type RegionRecord, type StoredOrder } from './records.ts';

const MAX_RACES = 16;

/**
 * Orders a region drained, or open again. Resolves to whether that changed anything. Every process of the
 * region follows within one round of its board, now and after any restart.
 */
export async function orderRegion(
  documents: Documents,
  region: string,
  drained: boolean,
  now: number,
): Promise<boolean> {
  const records = documents.collection(REGIONS);
  for (let race = 0; race < MAX_RACES; race += 1) {
    const found = await records.get(orderId(region));
    const held = found?.kind === 'order' ? found : undefined;
    if ((held?.drained ?? false) === drained) return false;
    const order: StoredOrder = {
      _id: orderId(region),
      version: (held?.version ?? 0) + 1,
      kind: 'order',
      region,
      drained,
      since: now,
    };
    if (held ? await records.replace(order) : await isInserted(records, order)) return true;
  }
  throw new Error(`the order for ${region} lost ${MAX_RACES} races in a row`);
}

async function isInserted(records: Collection<RegionRecord>, order: StoredOrder): Promise<boolean> {
  try {
    await records.insert(order);
    return true;
  } catch (error) {
    if (isStoreError(error, 'duplicate')) return false;
    throw error;
  }
}
