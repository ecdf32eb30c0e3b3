import type { PrivateSearch } from '../../api/types.ts';
import type { Option } from '../../design/field/select.tsx';

const MINUTE = 60_000;
/** Characters of an id, as the server takes it. */
const MAX_ID = 64;
/** E.164, as the server takes it. */
const MSISDN = /^\+[1-9][0-9]{6,14}$/;
/** The ids of transactions are UUIDs; whatever else is typed is a requestId of a customer. */
const TRANSACTION = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const SPANS = [
  { id: '15', text: 'last 15 minutes' },
  { id: '60', text: 'last hour' },
  { id: '1440', text: 'last day' },
  { id: '10080', text: 'last week' },
  { id: '', text: 'any time' },
] as const satisfies readonly Option<string>[];

export const OUTCOMES = [
  { id: '', text: 'any' },
  { id: 'accepted', text: 'none yet: accepted' },
  { id: 'resolved', text: 'none yet: resolved' },
  { id: 'APPROVED', text: 'APPROVED' },
  { id: 'REJECTED', text: 'REJECTED' },
  { id: 'ANSWERED', text: 'ANSWERED' },
  { id: 'VERIFIED', text: 'VERIFIED' },
  { id: 'NOT_AVAILABLE', text: 'NOT_AVAILABLE' },
  { id: 'NOT_REGISTERED', text: 'NOT_REGISTERED' },
  { id: 'FAILED', text: 'FAILED' },
] as const satisfies readonly Option<string>[];

export interface FormValues {
  readonly id: string;
  readonly msisdn: string;
  readonly customerId: string;
  readonly outcome: (typeof OUTCOMES)[number]['id'];
  readonly region: string;
  readonly span: (typeof SPANS)[number]['id'];
}

export const EMPTY_FORM: FormValues = {
  id: '',
  msisdn: '',
  customerId: '',
  outcome: '',
  region: '',
  span: '',
};

type Wrong = Partial<Record<'id' | 'msisdn' | 'customerId', string>>;

interface Read {
  /** Absent when something is wrong. */
  readonly search?: PrivateSearch;
  /** What is wrong with a field, in a sentence. */
  readonly wrong?: Wrong;
}

/** What was typed, as the server takes it. Blanks, hyphens and parentheses in numbers are left out. */
export function searchOf(values: FormValues, now: number): Read {
  const id = values.id.trim();
  const msisdn = values.msisdn.replaceAll(/[\s().-]/g, '');
  const customerId = values.customerId.trim();
  const { outcome, region, span } = values;
  const wrong = wrongIn({ id, msisdn, customerId });
  if (Object.keys(wrong).length > 0) return { wrong };
  const search: PrivateSearch = {
    ...(id !== '' && (TRANSACTION.test(id) ? { transactionId: id } : { requestId: id })),
    ...(msisdn !== '' && { msisdn }),
    ...(customerId !== '' && { customerId }),
    ...outcomeOf(outcome),
    ...(region !== '' && { region }),
    ...(span !== '' && { from: now - Number(span) * MINUTE }),
  };
  return { search };
}

function wrongIn({ id, msisdn, customerId }: Record<keyof Wrong, string>): Wrong {
  return {
    ...tooLong('id', id),
    ...tooLong('customerId', customerId),
    ...(msisdn !== '' &&
      !MSISDN.test(msisdn) && { msisdn: 'A number begins with + and its country code.' }),
  };
}

function tooLong(field: 'id' | 'customerId', { length }: string): Wrong {
  if (length <= MAX_ID) return {};
  return { [field]: `At most ${MAX_ID} characters; these are ${length.toLocaleString('en-US')}.` };
}

function outcomeOf(outcome: FormValues['outcome']): PrivateSearch {
  if (outcome === '') return {};
  if (outcome === 'accepted' || outcome === 'resolved') return { state: outcome };
  return { responseType: outcome };
}
