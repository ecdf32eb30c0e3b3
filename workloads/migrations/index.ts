export { migrate, migrationCursorOf } from './migrate.ts';
export { MIGRATIONS, type Migration } from './migration.ts';
