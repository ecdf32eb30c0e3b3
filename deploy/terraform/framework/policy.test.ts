import { describe, expect, it } from 'vitest';
import { assumedBy, policyText } from './policy.ts';

describe('the text of a policy', () => {
  it('has the form that AWS takes, and notes why a wildcard is right', () => {
    const reasons = new Map<string, string>();
    const text = policyText(
      'x',
      [
        assumedBy('pods.eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession']),
        { sid: 'All', actions: ['s3:*'], resources: ['*'], wildcard: 'because' },
      ],
      reasons,
    );
    expect(JSON.parse(text)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Assume',
          Effect: 'Allow',
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
        },
        { Sid: 'All', Effect: 'Allow', Action: ['s3:*'], Resource: ['*'] },
      ],
    });
    expect([...reasons]).toEqual([['All', 'because']]);
  });

  it('may not give one statement two reasons', () => {
    const reasons = new Map([['All', 'because']]);
    const statement = { sid: 'All', actions: ['s3:*'], wildcard: 'otherwise' };
    expect(() => policyText('x', [statement], reasons)).toThrow('two reasons');
  });
});
