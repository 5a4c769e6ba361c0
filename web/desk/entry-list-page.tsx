import { data, Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { PageHead } from '../ui/page-head.tsx';
import { doorsOf } from './staff-of.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  const me = await needMe(context, '/desk/entry');
  const houses = doorsOf(me);
  if (houses.length === 0) throw data({ code: 'role_missing', traceId: '' }, { status: 403 });
  return {
    houses: await Promise.all(
      houses.map(async ({ organiser: organiserId, organiserName: name }) => {
        const { items } = await need(context, 'listEntries', { params: { organiserId } });
        return { id: organiserId, name, performances: items };
      }),
    ),
  };
}

/** The performances that are let in now or soon. */
export default function EntryListPage() {
  const { houses } = useLoaderData<typeof loader>();
  const { t, text, moment } = useLanguage();
  return (
    <div className="wrap max-w-4xl space-y-8 py-8">
      <PageHead title={t('entry.list')} hidden />
      <header className="space-y-2">
        <h1 className="text-4xl">{t('entry.list')}</h1>
        <p className="max-w-prose text-muted">{t('entry.list-intro')}</p>
      </header>
      {houses.map((house) => (
        <section key={house.id} className="space-y-3" aria-label={house.name}>
          <h2 className="text-2xl">{house.name}</h2>
          {house.performances.length === 0 ? <p className="card p-6 text-muted">{t('entry.none')}</p> : null}
          <ul className="space-y-3">
            {house.performances.map(({ id, title, venue, doorsAt, startsAt, timeZone }) => (
              <li key={id} className="card p-4">
                <Link
                  to={`/desk/performances/${id}/entry`}
                  className="inline-flex min-h-11 items-center text-lg font-semibold underline underline-offset-4"
                >
                  {text(title)}
                </Link>
                <p className="text-muted">
                  {venue} · {moment(startsAt, timeZone, 'day-time')} ·{' '}
                  {t('entry.doors-at', { time: moment(doorsAt, timeZone, 'time') })}
                </p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
