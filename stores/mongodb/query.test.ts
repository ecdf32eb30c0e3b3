import { expect, test } from 'vitest';
import { indexesOf } from './indexes.ts';
import { filterOf, sortOf } from './query.ts';

const HELD = { $type: ['string', 'number'] };
const ROUTE = { name: 'route', fields: ['route.region', 'route.rank'], unique: false };
const REQUEST = { name: 'request', fields: ['customer', 'request'], unique: true };

test('indexes are partial, total in their order, and expire by date', () => {
  const shape = { name: 'orders', columns: [], indexes: [ROUTE, REQUEST], expiresAt: 'purgeAt' };
  expect(indexesOf(shape)).toEqual([
    {
      name: 'route',
      key: { 'route.region': 1, 'route.rank': 1, _id: 1 },
      partialFilterExpression: { 'route.region': HELD, 'route.rank': HELD },
    },
    {
      name: 'request',
      key: { customer: 1, request: 1 },
      partialFilterExpression: { customer: HELD, request: HELD },
      unique: true,
    },
    { name: '_expiresAt', key: { _expiresAt: 1 }, expireAfterSeconds: 0 },
  ]);
});

test('every query repeats the condition of its partial index, which the planner asks for', () => {
  const held = { 'route.region': HELD, 'route.rank': HELD };
  expect(filterOf(ROUTE, { index: 'route', limit: 1 })).toEqual({ $and: [held] });
  expect(filterOf(ROUTE, { index: 'route', equals: ['north'], from: 2, to: 5, limit: 1 })).toEqual({
    $and: [
      held,
      { 'route.region': 'north' },
      { 'route.rank': { $not: { $lt: 2 } } },
      { 'route.rank': { $lte: 5 } },
    ],
  });
});

test('a page begins after its predecessor, bounded on the first field that may differ', () => {
  const after = { values: ['north', 2], id: 'o7' };
  expect(filterOf(ROUTE, { index: 'route', equals: ['north'], after, limit: 1 })).toEqual({
    $and: [
      { 'route.region': HELD, 'route.rank': HELD },
      { 'route.region': 'north' },
      { 'route.rank': { $not: { $lt: 2 } } },
      {
        $or: [{ 'route.rank': { $not: { $lte: 2 } } }, { 'route.rank': 2, _id: { $gt: 'o7' } }],
      },
    ],
  });
});

test('sorts as the index does, so that nothing is sorted in memory', () => {
  expect(sortOf(ROUTE, { index: 'route', limit: 1 })).toEqual({
    'route.region': 1,
    'route.rank': 1,
    _id: 1,
  });
  expect(sortOf(REQUEST, { index: 'request', order: 'descending', limit: 1 })).toEqual({
    customer: -1,
    request: -1,
  });
});
