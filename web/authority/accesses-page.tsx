import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { PageHead } from '../ui/page-head.tsx';

export async function loader({ context }: LoaderFunctionArgs) {
  await needMe(context, '/authority');
  return need(context, 'listOpenAccesses', {});
}

/** What somebody of an authority may look at now. */
export default function AccessesPage() {
  const { items } = useLoaderData<typeof loader>();
  const { t, text, moment } = useLanguage();
  return (
    <div className="wrap max-w-4xl space-y-6 py-8">
      <PageHead title={t('authority.own')} hidden />
      <h1 className="text-4xl">{t('authority.own')}</h1>
      {items.length === 0 ? <p className="card p-6 text-muted">{t('authority.own.none')}</p> : null}
      <ul className="space-y-3">
        {items.map(({ performance: { id, title, venue, startsAt, timeZone }, organiser, endsAt }) => (
          <li key={id} className="card p-4">
            <Link
              to={`/authority/${id}`}
              className="inline-flex min-h-11 items-center text-lg font-semibold underline underline-offset-4"
            >
              {text(title)}
            </Link>
            <p className="text-muted">
              {venue} · {moment(startsAt, timeZone, 'day-time')} · {organiser}
            </p>
            <p className="text-sm text-muted">
              {t('authority.own.until', { when: moment(endsAt, timeZone, 'day-time') })}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
