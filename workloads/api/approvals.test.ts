import { ID_PATTERN } from '@tandem/core';
import { describe, expect, test } from 'vitest';
import { apiHarness, REQUEST } from './testing/api-harness.ts';

describe('POST /v1/approvals', () => {
  test('accepts a signed request and says where to find it', async () => {
    const { post, get } = await apiHarness();
    const answer = await post();
    expect(answer.body).toEqual({
      transactionId: expect.stringMatching(new RegExp(ID_PATTERN)),
      requestId: REQUEST.requestId,
      status: 'ACCEPTED',
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.location).toBe(`/v1/approvals/${answer.body.transactionId}`);
    const read = await get(String(answer.headers.location));
    expect(read.status).toBe(200);
  });
});
