import { data, Form, Link, type LoaderFunctionArgs, useActionData, useLoaderData, useNavigation } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { SubmitButton } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { actOnAccesses } from './act-on-accesses.ts';
import { GrantAccess } from './grant-access.tsx';
import { booksOf } from './staff-of.ts';

const pageSize = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const me = await needMe(context, '/desk/authority');
  const houses = booksOf(me);
  if (houses.length === 0) throw data({ code: 'role_missing', traceId: '' }, { status: 403 });
  const asked = new URL(request.url).searchParams;
  return {
    houses: await Promise.all(
      houses.map(async ({ organiser: organiserId, organiserName: name }) => {
        const cursor = asked.get('house') === organiserId ? asked.get('cursor') : null;
        const params = { organiserId };
        const [accesses, views] = await Promise.all([
          need(context, 'listAuthorityAccesses', { params }),
          need(context, 'listAuthorityViews', { params, query: { limit: pageSize, ...(cursor ? { cursor } : {}) } }),
        ]);
        return { id: organiserId, name, ...accesses, views, isFirst: cursor === null };
      }),
    ),
    // Made before the first press: pressing twice grants once.
    key: crypto.randomUUID(),
  };
}

export const action = actOnAccesses;

/** Who of an authority may look at what, until when, and what they have looked at. */
export default function AuthorityPage() {
  const { houses, key } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const { t } = useLanguage();
  const said = done && done.said !== 'wrong' ? done.said : undefined;
  return (
    <div className="wrap max-w-4xl space-y-10 py-8">
      <PageHead title={t('authority.title')} hidden />
      <header className="space-y-2">
        <h1 className="text-4xl">{t('authority.title')}</h1>
        <p className="max-w-prose text-muted">{t('authority.intro')}</p>
      </header>
      {said ? (
        <Banner
          tone={said === 'granted' || said === 'revoked' ? 'success' : 'danger'}
          urgent
          title={t(`authority.said.${said}`)}
        />
      ) : null}
      {houses.map((house) => (
        <section key={house.id} className="space-y-4" aria-label={house.name}>
          <h2 className="text-2xl">{house.name}</h2>
          <GrantAccess
            organiserId={house.id}
            idempotencyKey={(done?.of === house.id && done.key) || `${key}-${house.id}`}
            people={house.people}
            performances={house.performances}
            done={done?.of === house.id ? done : undefined}
          />
          <Accesses accesses={house.items} />
          <Views house={house} />
        </section>
      ))}
    </div>
  );
}

type House = ReturnType<typeof useLoaderData<typeof loader>>['houses'][number];

function Accesses({ accesses }: { accesses: House['items'] }) {
  const { t } = useLanguage();
  return (
    <>
      <h3 className="text-xl">{t('authority.accesses')}</h3>
      {accesses.length === 0 ? <p className="card p-5 text-muted">{t('authority.none')}</p> : null}
      {accesses.length > 0 ? (
        <ul className="card divide-y divide-line">
          {accesses.map((access) => (
            <AccessLine key={access.id} access={access} />
          ))}
        </ul>
      ) : null}
    </>
  );
}

function AccessLine({ access }: { access: House['items'][number] }) {
  const { t, text, moment } = useLanguage();
  const sent = useNavigation().formData;
  const { id, name, email, performance, day, startsAt, endsAt, state } = access;
  const timeZone = performance?.timeZone ?? 'UTC';
  const isOpen = state === 'open' || state === 'planned';
  return (
    <li className="space-y-1 p-4" data-testid="access">
      <p className="flex flex-wrap items-baseline justify-between gap-x-6">
        <span className="min-w-0 break-words font-semibold">
          <bdi>{name || email}</bdi>
        </span>
        <span className={state === 'open' ? 'font-medium text-success' : 'text-muted'}>
          {t(`authority.state.${state}`)}
        </span>
      </p>
      <p className="break-words">
        {performance
          ? `${text(performance.title)}, ${moment(performance.startsAt, timeZone, 'day-time')}`
          : t('authority.day', { day: moment(`${day}T12:00:00Z`, 'UTC', 'day') })}
      </p>
      <p className="text-sm text-muted">
        {t('authority.lasts', {
          from: moment(startsAt, timeZone, 'day-time'),
          until: moment(endsAt, timeZone, 'day-time'),
        })}
        {performance ? null : ' (UTC)'}
      </p>
      {isOpen ? (
        <Form method="post" preventScrollReset>
          <input type="hidden" name="access" value={id} />
          <SubmitButton
            kind="danger"
            name="intent"
            value="revoke"
            className="mt-2 max-sm:w-full"
            pending={sent?.get('access') === id}
            pendingLabel={t('desk.sending')}
          >
            {t('authority.revoke')}
          </SubmitButton>
        </Form>
      ) : null}
    </li>
  );
}

const link = 'inline-flex min-h-11 items-center underline underline-offset-4';

function Views({ house: { id, views, isFirst } }: { house: House }) {
  const { t, text, moment } = useLanguage();
  const addressOf = (more: Record<string, string>) => `?${new URLSearchParams({ house: id, ...more })}`;
  return (
    <>
      <h3 className="text-xl">{t('authority.views')}</h3>
      {views.items.length === 0 ? <p className="card p-5 text-muted">{t('authority.views.none')}</p> : null}
      {views.items.length > 0 ? (
        <ul className="card divide-y divide-line">
          {views.items.map(({ id: viewId, kind, name, address, performance, startedAt, lastAt, times }) => (
            <li key={viewId} className="p-4" data-testid="view">
              <p className="flex flex-wrap justify-between gap-x-6">
                <span className="font-semibold">{t(`authority.view.${kind}`)}</span>
                <span className="figures text-sm text-muted">
                  {moment(startedAt, performance.timeZone, 'day-time')}
                </span>
              </p>
              <p className="break-words">{text(performance.title)}</p>
              <p className="break-words text-sm text-muted">
                {t('authority.view.words', { name, address })}
                {kind === 'screen'
                  ? ` · ${t('authority.view.span', {
                      from: moment(startedAt, performance.timeZone, 'clock'),
                      to: moment(lastAt, performance.timeZone, 'clock'),
                      count: times,
                    })}`
                  : null}
              </p>
            </li>
          ))}
        </ul>
      ) : null}
      <nav className="flex flex-wrap gap-x-6" aria-label={t('authority.views')}>
        {isFirst ? null : (
          <Link to={addressOf({})} className={link}>
            {t('authority.newest')}
          </Link>
        )}
        {views.next ? (
          <Link to={addressOf({ cursor: views.next })} className={link}>
            {t('authority.more')}
          </Link>
        ) : null}
      </nav>
    </>
  );
}
