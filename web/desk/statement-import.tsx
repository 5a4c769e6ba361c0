import type { Reply } from '@tessera/contract/api/operations';
import { inGroups } from '@tessera/contract/iban';
import { useId, useState } from 'react';
import { useRevalidator } from 'react-router';
import { callFromBrowser } from '../client/call.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { SubmitButton } from '../ui/button.tsx';

type Account = Reply<'listBankAccounts'>['items'][number];
type Told =
  | { readonly ok: true; readonly counts: Reply<'importBankStatement'> }
  | { readonly ok: false; readonly why: Why };

const reasons = [
  'not_xml',
  'not_camt053',
  'not_csv',
  'no_id',
  'same_id',
  'amount',
  'currency',
  'date',
  'too_many',
] as const;
type Why = { readonly code: 'of_another' | 'too_large' | 'failed' | (typeof reasons)[number]; readonly at: number };

/** Reads a statement that somebody has downloaded from the bank. */
export function StatementImport({ account }: { account: Account }) {
  const { t } = useLanguage();
  const { revalidate } = useRevalidator();
  const [file, setFile] = useState<File>();
  const [isSending, setIsSending] = useState(false);
  const [told, setTold] = useState<Told>();
  const field = useId();
  const send = async () => {
    if (!file || isSending) return;
    setIsSending(true);
    setTold(await importFile(account.id, file));
    setIsSending(false);
    await revalidate();
  };
  return (
    <form
      className="card space-y-4 p-5"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p className="font-semibold">
        <bdi>{account.holder}</bdi> · <span className="figures">{inGroups(account.iban)}</span> · {account.currency}
        {account.isOffered ? null : <span className="text-muted"> · {t('bank.not-offered')}</span>}
      </p>
      <div className="space-y-1.5">
        <label htmlFor={field} className="block font-medium">
          {t('bank.statement')}
        </label>
        <p id={`${field}-hint`} className="text-sm text-muted">
          {t('bank.statement-hint')}
        </p>
        <input
          id={field}
          type="file"
          accept=".xml,.csv,text/xml,application/xml,text/csv"
          aria-describedby={`${field}-hint`}
          className="control py-2.5"
          onChange={(event) => setFile(event.target.files?.[0])}
        />
      </div>
      <SubmitButton className="max-sm:w-full" pending={isSending} pendingLabel={t('bank.reading')} disabled={!file}>
        {t('bank.read')}
      </SubmitButton>
      <div aria-live="polite">{told ? <Outcome told={told} /> : null}</div>
    </form>
  );
}

function Outcome({ told }: { told: Told }) {
  const { t } = useLanguage();
  if (!told.ok) {
    const { code, at } = told.why;
    return (
      <Banner tone="danger" title={t(`bank.unread.${code}`)}>
        {at > 0 ? <p>{t('bank.unread-at', { at })}</p> : null}
      </Banner>
    );
  }
  const { credits, known, matched, unmatched } = told.counts;
  return (
    <Banner tone="success" title={t('bank.read-done', { matched, unmatched })}>
      <p>{t('bank.read-known', { credits, known })}</p>
    </Banner>
  );
}

async function importFile(bankAccountId: string, file: File): Promise<Told> {
  if (file.size > 2_000_000) return { ok: false, why: { code: 'too_large', at: 0 } };
  const content = await file.text();
  const format = /\.csv$/i.test(file.name) ? 'csv' : 'camt053';
  const answer = await callFromBrowser('importBankStatement', { params: { bankAccountId }, body: { format, content } });
  if (answer.ok) return { ok: true, counts: answer.body };
  const { code, facts } = answer.problem;
  if (code === 'statement_of_another') return { ok: false, why: { code: 'of_another', at: 0 } };
  const reason = reasons.find((one) => one === facts['reason']) ?? 'failed';
  return { ok: false, why: { code: reason, at: typeof facts['at'] === 'number' ? facts['at'] : 0 } };
}
