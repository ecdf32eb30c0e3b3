import { topologyFor } from '@tandem/topology';
import { expect, it } from 'vitest';
import { addressAt, Places } from './places.ts';

const topology = topologyFor('document');
const places = new Places(topology);

it('tells from the source address which region is nearest to a client', () => {
  for (const { name } of topology.regions) {
    expect(places.ofAddress(addressAt(topology, name))).toBe(name);
    expect(places.ofAddress(addressAt(topology, name, 254))).toBe(name);
    expect(places.ofAddress(`::ffff:${addressAt(topology, name)}`)).toBe(name);
  }
  expect(places.ofAddress('127.0.2.77')).toBe('us-west-2');
  for (const other of ['127.0.0.1', '127.0.9.1', '192.0.2.1', '::1', undefined]) {
    expect(places.ofAddress(other)).toBe('us-east-1');
  }
});

it('takes a place from the header when there is such a region', () => {
  expect(places.ofHeader('us-west-2')).toBe('us-west-2');
  expect(places.ofHeader(undefined)).toBe('us-east-1');
  expect(places.ofHeader('mars-1')).toBeUndefined();
});
