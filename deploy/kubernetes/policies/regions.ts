import { type Difference, differences, undeclared } from '../regions/differences.ts';
import type { Policy } from './policy.ts';

export const regions: Policy = {
  name: 'regions',
  says: 'the regions are equal but for the differences that are declared',
  findings: ({ topology, objects }) => undeclared(differences(objects, topology)).map(told),
};

const told = ({ where, field, values }: Difference): string =>
  `${where}: ${field || 'the object'} is ${values.map((value) => value ?? 'absent').join(' here and ')} there, and that is not declared`;
