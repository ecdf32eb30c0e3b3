import { expect, it } from 'vitest';
import { differences, readExposition } from './exposition.ts';
import type { Metric } from './metric.ts';

const TEXT = `# HELP tandem_a_total Things.
# TYPE tandem_a_total counter
tandem_a_total{region="us-east-1",result="done"} 4
# TYPE tandem_b_seconds histogram
tandem_b_seconds_bucket{le="0.5",region="us-east-1"} 1
tandem_b_seconds_sum{region="us-east-1"} 0.25
tandem_b_seconds_count{region="us-east-1"} 1
# TYPE tandem_c gauge
`;
const LISTED: readonly Metric[] = [
  { name: 'tandem_a_total', type: 'counter', labels: { result: ['done', 'failed'] }, from: 'api' },
  { name: 'tandem_b_seconds', type: 'histogram', labels: {}, from: 'api' },
  { name: 'tandem_c', type: 'gauge', labels: { kind: 'open' }, from: 'api' },
];

it('metrics that are listed as they are exported differ in nothing', () => {
  expect(differences(LISTED, readExposition([TEXT]), 'tandem_')).toEqual([]);
});

it('every difference is told', () => {
  const text = `${TEXT}# TYPE tandem_d gauge\ntandem_d 1\ntandem_a_total{result="lost",bind="1"} 1\n`;
  const listed: Metric[] = [
    ...LISTED.slice(0, 1),
    { name: 'tandem_b_seconds', type: 'gauge', labels: {}, from: 'api' },
    ...LISTED.slice(2),
    { name: 'tandem_e', type: 'gauge', labels: {}, from: 'api' },
  ];
  expect(differences(listed, readExposition([text]), 'tandem_')).toEqual([
    'tandem_d is exported and not listed',
    'tandem_a_total has result="lost", which is not listed',
    'tandem_a_total has a label bind that is not listed',
    'tandem_b_seconds is a histogram, not a gauge',
    'tandem_e is listed and not exported',
  ]);
});

it('what is no line of the text format is refused', () => {
  expect(() => readExposition(['tandem_a_total{ 4'])).toThrow('no line of the text format');
});
