import { audit } from '../database/audit.ts';
import { onDatabase } from './on-database.ts';

const rowsShown = 10;

// Fails when anything contradicts itself.
await onDatabase(async (databaseUrl) => {
  const violations = await audit(databaseUrl);
  for (const { query, rows } of violations) {
    console.log(`${rows.length} ${query}`);
    for (const row of rows.slice(0, rowsShown)) console.log(`  ${JSON.stringify(row)}`);
    if (rows.length > rowsShown) console.log(`  and ${rows.length - rowsShown} more`);
  }
  if (violations.length === 0) console.log('Nothing contradicts itself.');
  else process.exitCode = 1;
});
