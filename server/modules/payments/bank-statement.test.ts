import { describe, expect, test } from 'vitest';
import { camtFile } from '../../testing/provider-fakes/bank/camt-file.ts';
import { readBankStatement } from './bank-statement.ts';

const read = (content: string) => readBankStatement('camt053', content);
const readCsv = (content: string) => readBankStatement('csv', content);
const credits = (content: string) => {
  const reading = read(content);
  return reading.ok ? reading.credits : reading;
};
/** A statement around entries that are written as they are. */
const around = (entries: string) =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>FR14 2004 1010 0505 0001 3M02 606</IBAN></Id></Acct>${entries}</Stmt></BkToCstmrStmt></Document>`;
const entry = (inside: string, { ref = '<AcctSvcrRef>R1</AcctSvcrRef>', sign = 'CRDT', status = 'BOOK' } = {}) =>
  `<Ntry><Amt Ccy="EUR">96.00</Amt><CdtDbtInd>${sign}</CdtDbtInd><Sts>${status}</Sts><BookgDt><DtTm>2026-03-02T10:00:00+01:00</DtTm></BookgDt>${ref}${inside}</Ntry>`;

describe('a camt.053', () => {
  test('tells every credit under the id of the bank', () => {
    const reading = read(
      camtFile([
        {
          id: 'R1',
          amountMinor: 9_605,
          remittance: 'Places & <vestiaire>',
          payer: 'Zoé Ünal',
          payerIban: 'DE89370400440532013000',
        },
      ]),
    );
    expect(reading).toEqual({
      ok: true,
      ibans: ['FR1420041010050500013M02606'],
      credits: [
        {
          bankEntryId: 'R1',
          bookedOn: '2026-03-02',
          amountMinor: 9_605,
          currency: 'EUR',
          remittance: 'Places & <vestiaire>',
          payer: 'Zoé Ünal',
          payerIban: 'DE89370400440532013000',
        },
      ],
    });
  });
  test('of an earlier version is read too, its creditor reference before what is written freely', () => {
    const details = `<NtryDtls><TxDtls><Refs><EndToEndId>E2E</EndToEndId></Refs><RltdPties><Dbtr><Nm>Ada</Nm></Dbtr></RltdPties>
      <RmtInf><Ustrd>one</Ustrd><Ustrd>two</Ustrd><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>`;
    expect(credits(around(entry(details)))).toMatchObject([
      { remittance: 'RF18539007547034 one two E2E', payer: 'Ada', bookedOn: '2026-03-02' },
    ]);
  });
  test('leaves out what went out, what is pending and what the bank took back', () => {
    const others = [entry('', { sign: 'DBIT' }), entry('', { status: 'PDNG' }), entry('<RvslInd>true</RvslInd>')];
    expect(credits(around(others.join('')))).toEqual([]);
    expect(credits(around(''))).toEqual([]);
  });
  test('tells the transfers of a gathered entry apart where it tells their amounts', () => {
    const part = (amount: string, ref: string, text: string) =>
      `<TxDtls><Refs>${ref}</Refs><Amt Ccy="EUR">${amount}</Amt><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls>`;
    const both = part('48.00', '<AcctSvcrRef>P1</AcctSvcrRef>', 'one') + part('48.00', '', 'two');
    expect(credits(around(entry(`<NtryDtls>${both}</NtryDtls>`)))).toMatchObject([
      { bankEntryId: 'P1', amountMinor: 4_800, remittance: 'one' },
      { bankEntryId: 'R1#2', amountMinor: 4_800, remittance: 'two' },
    ]);
    const untold =
      '<TxDtls><RmtInf><Ustrd>one</Ustrd></RmtInf></TxDtls><TxDtls><RmtInf><Ustrd>two</Ustrd></RmtInf></TxDtls>';
    expect(credits(around(entry(`<NtryDtls>${untold}</NtryDtls>`)))).toMatchObject([
      { bankEntryId: 'R1', amountMinor: 9_600, remittance: 'one two' },
    ]);
  });
  test.each([
    ['no XML', 'not xml', 'not_xml'],
    ['XML that does not end', '<Document><BkToCstmrStmt>', 'not_xml'],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${around('')}`, 'not_xml'],
    ['another message', '<Document><BkToCstmrDbtCdtNtfctn/></Document>', 'not_camt053'],
    ['an entry without an id', around(entry('', { ref: '' })), 'no_id'],
    ['the same id twice', around(entry('') + entry('')), 'same_id'],
    ['an amount that is none', around(entry('').replace('96.00', '96.001')), 'amount'],
    ['an amount in words', around(entry('').replace('96.00', '1e3')), 'amount'],
    ['a currency nobody sells in', around(entry('').replace('EUR', 'XYZ')), 'currency'],
    ['no currency', around(entry('').replace(' Ccy="EUR"', '')), 'currency'],
    ['a day that is none', around(entry('').replace('2026-03-02', '2026-02-30')), 'date'],
  ])('with %s is not read', (_what, content, reason) => {
    expect(read(content)).toMatchObject({ ok: false, reason });
  });
  test('expands no entity', () => {
    expect(credits(around(entry('<AddtlNtryInf>&amp;lol; &#233; &lol;</AddtlNtryInf>')))).toMatchObject([
      { remittance: '&lol; é &lol;' },
    ]);
  });
  test('of ten thousand entries is read, of more not', () => {
    const many = (count: number) =>
      around(Array.from({ length: count }, (_, n) => entry('', { ref: `<NtryRef>${n}</NtryRef>` })).join(''));
    expect(read(many(10_000)).ok).toBe(true);
    expect(read(many(10_001))).toMatchObject({ reason: 'too_many' });
  });
});

describe('a CSV', () => {
  const head = 'date,amount,currency,remittance,id';
  test('is read with commas or semicolons, quotes, line ends of any kind, and its columns in any order', () => {
    const commas = `\uFEFF${head}\r\n2026-03-02,96.00,EUR,"Places, ""deux""",A1\r\n\r\n`;
    const semicolons =
      'id;payer;remittance;currency;amount;date;balance\nA1;Zoé;"Places, ""deux""";EUR;96,00;02/03/2026;12,00';
    for (const content of [commas, semicolons]) {
      const reading = readCsv(content);
      expect(reading).toMatchObject({
        ok: true,
        credits: [{ bankEntryId: 'A1', bookedOn: '2026-03-02', amountMinor: 9_600, remittance: 'Places, "deux"' }],
      });
    }
  });
  test('leaves out what went out', () => {
    expect(readCsv(`${head}\n2026-03-02,-96.00,EUR,loyer,A1\n2026-03-02,0.00,EUR,x,A2`)).toMatchObject({
      ok: true,
      credits: [],
    });
  });
  test.each([
    ['nothing', '', 'not_csv'],
    ['a column that is missing', 'date,amount,currency,remittance\n', 'not_csv'],
    ['a column twice', `${head},id\n`, 'not_csv'],
    ['too few cells', `${head}\n2026-03-02,96.00,EUR,x`, 'not_csv'],
    ['a quote that does not end', `${head}\n2026-03-02,96.00,EUR,"x,A1`, 'not_csv'],
    ['a quote within a word', `${head}\n2026-03-02,96.00,EUR,x"y,A1`, 'not_csv'],
    ['thousands in groups', `${head}\n2026-03-02,"1 096.00",EUR,x,A1`, 'amount'],
    ['an American date', `${head}\n03/31/2026,96.00,EUR,x,A1`, 'date'],
    ['no id', `${head}\n2026-03-02,96.00,EUR,x,`, 'no_id'],
  ])('with %s is not read', (_what, content, reason) => {
    expect(readCsv(content)).toMatchObject({ ok: false, reason });
  });
});
