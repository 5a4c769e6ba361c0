import { Mail } from 'lucide-react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { Button } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { type CaughtMail, caught } from './mail-wire.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  return caught<{ items: CaughtMail[] }>(context, '');
}

export default function MailListPage() {
  const { items } = useLoaderData<typeof loader>();
  const { t, moment } = useLanguage();
  const { revalidate, state } = useRevalidator();
  return (
    <div className="wrap max-w-4xl space-y-6 py-8">
      <PageHead title={t('mail.title')} hidden />
      <header className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-4xl">{t('mail.title')}</h1>
          <p className="text-muted">{t('mail.lead')}</p>
        </div>
        <Button kind="secondary" aria-disabled={state === 'loading' || undefined} onClick={() => void revalidate()}>
          {t('mail.refresh')}
        </Button>
      </header>
      {items.length === 0 ? <p className="card p-6 text-muted">{t('mail.none')}</p> : null}
      <ul className="space-y-2">
        {items.map((mail) => (
          <li key={mail.id}>
            <Link to={`/demo/mail/${mail.id}`} className="card flex items-center gap-4 p-4 hover:bg-raised">
              <Mail aria-hidden="true" className="size-5 shrink-0 text-accent" />
              <span className="min-w-0 grow">
                <span className="block truncate font-semibold">{mail.subject}</span>
                <span className="block truncate text-sm text-muted">{mail.recipient}</span>
              </span>
              <time dateTime={mail.caughtAt} className="figures shrink-0 text-sm text-muted">
                {moment(mail.caughtAt, 'UTC', 'clock')}
              </time>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
