import { migrate } from '../database/migrate.ts';
import { onDatabase } from './on-database.ts';

await onDatabase(async (databaseUrl) => {
  const ran = await migrate(databaseUrl);
  console.log(ran.length === 0 ? 'Nothing to migrate.' : ran.join('\n'));
});
