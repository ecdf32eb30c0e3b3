import { runBareSqlite } from './peer.ts';
import {
  cacheMix,
  consume,
  documentsEngine,
  insertOnly,
  paceDocuments,
  publish,
  regionEngine,
  type Task,
  writeLives,
} from './roles.ts';

const TASKS = { cacheMix, consume, insertOnly, paceDocuments, publish, writeLives };
const ENGINES = { documentsEngine, regionEngine };

/**
 * What `bench-child stores ROLE ARGUMENT` runs (the argument is JSON). An engine tells its socket path and
 * answers every message with its processor time in microseconds until its parent lets go; any other role
 * tells its result and ends.
 */
export async function runStoresChild([
  role = '',
  argument = '{}',
]: readonly string[]): Promise<void> {
  process.once('disconnect', () => process.exit(0));
  if (isKeyOf(ENGINES, role)) {
    process.on('message', () => tell(processorMicros()));
    tell(await ENGINES[role](JSON.parse(argument)));
    return;
  }
  const task: Task = JSON.parse(argument);
  if (role === 'bareSqlite') tell(runBareSqlite(task.lanes, task.name === 'lives', task.seconds));
  else if (isKeyOf(TASKS, role)) tell(await TASKS[role](task));
  else throw new Error(`bench-child stores: there is no role ${role}`);
}

function isKeyOf<T extends object>(object: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(object, key);
}

function processorMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function tell(message: unknown): void {
  process.send?.(message);
}
