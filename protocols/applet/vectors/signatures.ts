import { signRequest, subjectIdentifier } from '@tandem/core';
import { EXAMPLE_DEVICE, EXAMPLE_SIM, EXAMPLE_TIME, EXAMPLE_TRANSACTION } from './frames.ts';

const SECRET = 'example-signing-secret';
const CUSTOMER = 'customer-example';
const REQUEST_ID = 'order-1001';

interface RequestVector {
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

const approval = {
  requestId: REQUEST_ID,
  msisdn: '+14045550101',
  cbUrl: 'http://127.0.0.1:9000/outcome?shop=1',
  message: 'Pay 120 USD to Acme?',
  model: 'touch',
  popupSeconds: 30,
};

const outcome = {
  responseType: 'APPROVED',
  requestId: REQUEST_ID,
  transactionId: EXAMPLE_TRANSACTION,
  status: 'ACCEPTED',
  simIdentifier: subjectIdentifier(SECRET, CUSTOMER, EXAMPLE_SIM),
  deviceIdentifier: subjectIdentifier(SECRET, CUSTOMER, EXAMPLE_DEVICE),
  lastImeiChange: '2025-06-30',
};

const REQUESTS: readonly RequestVector[] = [
  {
    title: 'Approval request, with a body',
    method: 'POST',
    path: '/v1/approvals',
    body: JSON.stringify(approval),
  },
  {
    title: 'Status request, without a body',
    method: 'GET',
    path: `/v1/approvals/${EXAMPLE_TRANSACTION}`,
    body: '',
  },
  {
    title: 'Callback: path and query are those of cbUrl',
    method: 'POST',
    path: '/outcome?shop=1',
    body: JSON.stringify(outcome),
  },
];

/** The signature vectors as Markdown: what is signed, byte for byte, and the header that results. */
export function renderSignatures(): string {
  const given = [
    '```text',
    `customer id     ${CUSTOMER}`,
    `signing secret  ${SECRET}`,
    `X-Timestamp     ${EXAMPLE_TIME}`,
    '```',
  ].join('\n');
  const vectors = REQUESTS.map(({ title, method, path, body }) => {
    const signature = signRequest({ secret: SECRET, timestamp: EXAMPLE_TIME, method, path, body });
    return [
      `### ${title}`,
      '',
      'Signed text:',
      '',
      '```text',
      `${EXAMPLE_TIME}.${method}.${path}.${body}`,
      '```',
      '```http',
      `X-Signature: ${signature}`,
      '```',
    ].join('\n');
  });
  return [given, ...vectors].join('\n\n');
}

/** simIdentifier and deviceIdentifier of the example customer. */
export function renderIdentifiers(): string {
  const rows = [
    ['simIdentifier', EXAMPLE_SIM],
    ['deviceIdentifier', EXAMPLE_DEVICE],
  ].map(([field = '', uid = '']) => {
    const identifier = subjectIdentifier(SECRET, CUSTOMER, uid);
    return `| ${field} | \`${CUSTOMER}:${uid}\` | \`${identifier}\` |`;
  });
  return ['| field | text under HMAC | value |', '|---|---|---|', ...rows].join('\n');
}
