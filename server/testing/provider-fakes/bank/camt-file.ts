import { toDecimal } from '@tessera/contract/money';
import { demoIban } from '../../../../database/seed/bank-account.ts';

export type Credit = {
  readonly id: string;
  readonly amountMinor: number;
  readonly currency?: string;
  readonly remittance: string;
  readonly payer?: string;
  readonly payerIban?: string;
  readonly bookedOn?: string;
};

export const testIban = demoIban;

/** A statement as a bank writes it: camt.053.001.08, one entry for each credit. */
export function camtFile(credits: readonly Credit[], { iban = demoIban }: { readonly iban?: string } = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-02T18:00:00+01:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>S1</Id>
      <Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
      ${credits.map(entryOf).join('\n      ')}
    </Stmt>
  </BkToCstmrStmt>
</Document>
`;
}

function entryOf({
  id,
  amountMinor,
  currency = 'EUR',
  remittance,
  payer = 'Lina Amari',
  payerIban,
  bookedOn,
}: Credit): string {
  const account = payerIban ? `<DbtrAcct><Id><IBAN>${payerIban}</IBAN></Id></DbtrAcct>` : '';
  return `<Ntry>
        <Amt Ccy="${currency}">${toDecimal({ amountMinor, currency })}</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd>
        <Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>${bookedOn ?? '2026-03-02'}</Dt></BookgDt>
        <AcctSvcrRef>${id}</AcctSvcrRef>
        <NtryDtls><TxDtls>
          <RltdPties><Dbtr><Pty><Nm>${escaped(payer)}</Nm></Pty></Dbtr>${account}</RltdPties>
          <RmtInf><Ustrd>${escaped(remittance)}</Ustrd></RmtInf>
        </TxDtls></NtryDtls>
      </Ntry>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
