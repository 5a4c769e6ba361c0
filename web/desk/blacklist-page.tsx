import { data, Link, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { actOnBans } from './act-on-bans.ts';
import { AddBan } from './add-ban.tsx';
import { BanLine } from './ban-line.tsx';
import { LookUpBans } from './look-up-bans.tsx';
import { blacklistsOf } from './staff-of.ts';

const pageSize = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const me = await needMe(context, '/desk/blacklist');
  const houses = blacklistsOf(me);
  if (houses.length === 0) throw data({ code: 'role_missing', traceId: '' }, { status: 403 });
  const asked = new URL(request.url).searchParams;
  return {
    houses: await Promise.all(
      houses.map(async ({ organiser: organiserId, organiserName: name }) => {
        const isAsked = asked.get('house') === organiserId;
        const show: 'over' | 'current' = isAsked && asked.get('show') === 'over' ? 'over' : 'current';
        const cursor = isAsked ? asked.get('cursor') : null;
        const params = { organiserId };
        const [{ items: bans, next }, { items: scopes }] = await Promise.all([
          need(context, 'listBans', { params, query: { show, limit: pageSize, ...(cursor ? { cursor } : {}) } }),
          need(context, 'listBanScopes', { params }),
        ]);
        return { id: organiserId, name, show, bans, next, isFirst: cursor === null, scopes };
      }),
    ),
    // Made before the first press: pressing twice bans once.
    key: crypto.randomUUID(),
  };
}

export const action = actOnBans;

/** Who may not come to a house: banned, found by address, lifted. */
export default function BlacklistPage() {
  const { houses, key } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const { t } = useLanguage();
  const said = done && done.said !== 'wrong' && done.said !== 'found' ? done.said : undefined;
  const isGood = said === 'added' || said === 'changed' || said === 'lifted';
  return (
    <div className="wrap max-w-4xl space-y-10 py-8">
      <PageHead title={t('bans.title')} hidden />
      <header className="space-y-2">
        <h1 className="text-4xl">{t('bans.title')}</h1>
        <p className="max-w-prose text-muted">{t('bans.intro')}</p>
      </header>
      {said ? <Banner tone={isGood ? 'success' : 'danger'} urgent title={t(`bans.said.${said}`)} /> : null}
      {houses.map((house) => (
        <section key={house.id} className="space-y-4" aria-label={house.name}>
          <h2 className="text-2xl">{house.name}</h2>
          <AddBan
            organiserId={house.id}
            houseName={house.name}
            scopes={house.scopes}
            idempotencyKey={`${key}-${house.id}`}
            done={done?.of === house.id ? done : undefined}
          />
          <LookUpBans organiserId={house.id} done={done?.of === `look-up ${house.id}` ? done : undefined} />
          <Bans house={house} done={done} />
        </section>
      ))}
    </div>
  );
}

type House = ReturnType<typeof useLoaderData<typeof loader>>['houses'][number];

const link = 'inline-flex min-h-11 items-center underline-offset-4';

function Bans({ house, done }: { house: House; done: ReturnType<typeof useActionData<typeof action>> }) {
  const { t } = useLanguage();
  const { id, show, bans, next, isFirst } = house;
  const addressOf = (more: Record<string, string>) => `?${new URLSearchParams({ house: id, ...more })}`;
  return (
    <>
      <nav className="flex flex-wrap gap-x-6" aria-label={t('bans.which')}>
        {(['current', 'over'] as const).map((which) => (
          <Link
            key={which}
            to={addressOf({ show: which })}
            preventScrollReset
            aria-current={which === show ? 'page' : undefined}
            className={`${link} ${which === show ? 'font-semibold' : 'underline'}`}
          >
            {t(`bans.show.${which}`)}
          </Link>
        ))}
      </nav>
      {bans.length === 0 ? (
        <p className="card p-6 text-muted">{t(`bans.none.${show}`)}</p>
      ) : (
        <ul className="card divide-y divide-line">
          {bans.map((ban) => (
            <BanLine key={ban.id} ban={ban} done={done?.of === ban.id ? done : undefined} />
          ))}
        </ul>
      )}
      <nav className="flex flex-wrap gap-x-6" aria-label={t('bans.pages')}>
        {isFirst ? null : (
          <Link to={addressOf({ show })} className={`${link} underline`}>
            {t('bans.newest')}
          </Link>
        )}
        {next ? (
          <Link to={addressOf({ show, cursor: next })} className={`${link} underline`}>
            {t('bans.more')}
          </Link>
        ) : null}
      </nav>
    </>
  );
}
