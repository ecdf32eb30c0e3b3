import { runFloorRole } from './floor/role.ts';

/** What `bench-child authenticate floor` runs, until its parent lets go. */
export function runAuthenticateChild([role]: readonly string[]): void {
  if (role !== 'floor') throw new Error('bench-child authenticate: the role must be floor');
  runFloorRole();
}
