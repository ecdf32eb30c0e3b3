import { runAppletClient } from './client-role.ts';
import { runAppletServer } from './server-role.ts';

/** What `bench-child applet ROLE` runs: one side of the benchmark, until its parent lets go. */
export function runAppletChild([role]: readonly string[]): void {
  if (role === 'server') runAppletServer();
  else if (role === 'client') runAppletClient();
  else throw new Error('bench-child applet: the role must be server or client');
}
