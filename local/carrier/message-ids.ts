export const ID_FORMS = ['decimal', 'hexadecimal'] as const;
export type IdForm = (typeof ID_FORMS)[number];

const IDS_PER_MS = 1_024;

/**
 * Message ids: they start from the time, so that after a restart none is given twice (for as long as fewer
 * than a million messages a second are taken).
 */
export class MessageIds {
  #next: number;

  /** @param startedAt Unix milliseconds */
  constructor(startedAt: number) {
    this.#next = startedAt * IDS_PER_MS;
  }

  next(): number {
    this.#next += 1;
    return this.#next;
  }
}

/** Some SMSCs answer the submit with one form and write the other into the receipt. */
export function formatMessageId(id: number, form: IdForm): string {
  return form === 'decimal' ? String(id) : id.toString(16);
}
