import type { Documents } from '@tandem/stores';
import { AUDIT_SEGMENTS, parseEntry } from '../../audit/index.ts';
import type { AuditEntry, Entries, EntriesQuery } from '../schemas.ts';

const DEFAULT_LIMIT = 100;
const PAGE = 8;
/** Segments that one page of rare entries reads before it hands back where to go on. */
const MAX_SEGMENTS = 256;

/** Entries of one region's chain, the newest first. */
export async function readEntries(
  documents: Documents,
  { region, kind = 'all', limit = DEFAULT_LIMIT, after }: EntriesQuery,
): Promise<Entries> {
  const segments = documents.collection(AUDIT_SEGMENTS);
  const entries: AuditEntry[] = [];
  let [below, belowLine] = positionOf(after);
  for (let read = 0; read < MAX_SEGMENTS; read += PAGE) {
    const page = await segments.find({
      index: 'chain',
      equals: [region],
      order: 'descending',
      limit: PAGE,
      to: below,
    });
    for (const { seq, entries: text } of page) {
      const lines = text.split('\n');
      for (let line = Math.min(belowLine, lines.length) - 1; line >= 0; line -= 1) {
        const entry = entryOf(lines[line] ?? '', seq, line);
        if (!entry || (kind === 'actions' && !entry.action)) continue;
        entries.push(entry);
        if (entries.length === limit) return { entries, next: `${seq}.${line}` };
      }
      below = seq - 1;
      belowLine = Number.POSITIVE_INFINITY;
    }
    if (page.length < PAGE) return { entries };
  }
  return { entries, next: `${below + 1}.0` };
}

/** Before this segment and line; a line of 0 means that nothing of the segment is left. */
function positionOf(after: string | undefined): [number, number] {
  const [seq = Number.MAX_SAFE_INTEGER, line = Number.POSITIVE_INFINITY] = (after ?? '')
    .split('.')
    .filter((part) => part !== '')
    .map(Number);
  return [seq, line];
}

function entryOf(line: string, segment: number, index: number): AuditEntry | undefined {
  const parsed = parseEntry(line);
  if (!parsed) return undefined;
  const value = objectIn(parsed.value);
  const text = (name: string) => {
    const found = value[name];
    return typeof found === 'string' ? { [name]: found } : {};
  };
  const isAction = value.type === 'operator-action';
  return {
    segment,
    line: index,
    topic: parsed.topic,
    at: typeof value.at === 'number' ? value.at : 0,
    type: typeof value.type === 'string' ? value.type : 'unreadable',
    region: typeof value.region === 'string' ? value.region : '',
    ...text('transactionId'),
    ...text('customerId'),
    ...text('responseType'),
    ...text('detail'),
    ...(isAction && { action: actionIn(value) }),
  };
}

function actionIn(value: Readonly<Record<string, unknown>>): NonNullable<AuditEntry['action']> {
  const { reason } = value;
  return {
    actor: String(value.actor),
    role: String(value.role),
    name: String(value.action),
    target: String(value.target),
    ...(typeof reason === 'string' ? { reason } : {}),
    result: String(value.result),
  };
}

export function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
