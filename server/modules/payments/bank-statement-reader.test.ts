import { expect, test } from 'vitest';
import { camtFile } from '../../testing/provider-fakes/bank/camt-file.ts';
import { readBankStatement } from './bank-statement.ts';
import { openStatementReader } from './bank-statement-reader.ts';

test('on its thread a statement reads as it does anywhere, and so does what is none', async () => {
  const reader = openStatementReader();
  const payer = { payer: 'Zoé Ünal', payerIban: 'DE89370400440532013000' };
  const credits = Array.from({ length: 500 }, (_, index) => ({
    id: `R${index}`,
    amountMinor: 9_600 + index,
    remittance: 'Places & <vestiaire>',
    ...payer,
  }));
  const statements = [
    ['camt053', camtFile(credits)],
    ['csv', 'date,amount,currency,remittance,id\n2026-03-02,96.00,EUR,"Places, ""deux""",A1\n'],
    ['csv', 'date,amount,currency,remittance,id\n2026-03-02,96.001,EUR,x,A1\n'],
    ['camt053', '<html/>'],
  ] as const;
  const readings = await Promise.all(statements.map(([format, content]) => reader.read(format, content)));
  await reader.close();
  expect(readings).toEqual(statements.map(([format, content]) => readBankStatement(format, content)));
  expect(readings.map(({ ok }) => ok)).toEqual([true, true, false, false]);
});
