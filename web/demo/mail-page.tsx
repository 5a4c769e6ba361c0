import { ArrowLeft, Paperclip } from 'lucide-react';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { PageHead } from '../ui/page-head.tsx';
import { caught, type OpenedMail } from './mail-wire.ts';

export async function loader({ params, context }: LoaderFunctionArgs) {
  return caught<OpenedMail>(context, `/${encodeURIComponent(params.mailId ?? '')}`);
}

export default function MailPage() {
  const mail = useLoaderData<typeof loader>();
  const { t } = useLanguage();
  return (
    <div className="wrap max-w-4xl space-y-5 py-8">
      <PageHead title={mail.subject} hidden />
      <Link to="/demo/mail" className="inline-flex min-h-11 items-center gap-2 text-muted hover:text-ink">
        <ArrowLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
        {t('mail.title')}
      </Link>
      <header>
        <h1 className="text-3xl">{mail.subject}</h1>
        <p className="text-muted">{t('mail.to', { recipient: mail.recipient })}</p>
      </header>
      {mail.attachments.length > 0 ? (
        <ul className="flex flex-wrap gap-2">
          {mail.attachments.map(({ n, filename, size }) => (
            <li key={n}>
              <a
                href={`/demo/mails/${mail.id}/attachments/${n}`}
                download={filename}
                className="inline-flex min-h-11 items-center gap-2 rounded-m border border-line-strong bg-raised px-4 hover:bg-overlay"
              >
                <Paperclip aria-hidden="true" className="size-4" />
                {filename} <span className="figures text-sm text-muted">{Math.ceil(size / 1024)} kB</span>
              </a>
            </li>
          ))}
        </ul>
      ) : null}
      {mail.html ? (
        <iframe
          title={t('mail.html')}
          srcDoc={`<base target="_top">${mail.html}`}
          sandbox="allow-top-navigation-by-user-activation allow-popups"
          className="h-[70dvh] w-full rounded-2xl border border-line bg-white"
        />
      ) : null}
      <details open={!mail.html} className="card p-4">
        <summary className="min-h-11 content-center font-medium">{t('mail.text')}</summary>
        <pre className="overflow-x-auto whitespace-pre-wrap text-sm text-muted">{mail.text}</pre>
      </details>
    </div>
  );
}
