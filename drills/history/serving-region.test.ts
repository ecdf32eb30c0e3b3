import { expect, it } from 'vitest';
import { parseLine } from './parse-line.ts';
import { withServingRegions } from './serving-region.ts';

const LOCAL = '127.0.1.7:40001';
const operation = (process: string, type: string, f: string, value: object) =>
  parseLine(JSON.stringify({ time: 1, process, type, f, value }));
const connection = (region: string) =>
  operation('edge', 'info', 'connection', { local: LOCAL, region, place: 'us-east-1' });
const poll = (local?: string) =>
  operation('handset-1', 'ok', 'poll', { applet: 'a', result: 'nothing', ...(local && { local }) });

it('gives an exchange the region that got its connection, the latest of one port', () => {
  const answered = { applet: 'a', notificationId: 'n', status: '00', result: 'recorded' };
  const history = withServingRegions([
    connection('us-east-1'),
    poll(LOCAL),
    connection('us-west-2'),
    operation('handset-1', 'ok', 'answer', { ...answered, local: LOCAL }),
  ]);
  expect(history.map(({ value }) => ('region' in value ? value.region : undefined))).toEqual([
    'us-east-1',
    'us-east-1',
    'us-west-2',
    'us-west-2',
  ]);
});

it('leaves alone what no connection is known of', () => {
  const history = [poll(), poll(LOCAL), operation('handset-1', 'invoke', 'poll', { applet: 'a' })];
  expect(withServingRegions(history)).toEqual(history);
});
