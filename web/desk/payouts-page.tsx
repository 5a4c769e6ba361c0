import { useEffect } from 'react';
import { data, Form, type LoaderFunctionArgs, useActionData, useLoaderData, useSubmit } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { localeOf } from '../client/visitor.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { SubmitButton } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { actOnPayouts, type PayoutSaid } from './act-on-payouts.ts';
import { PayOut } from './pay-out.tsx';
import { PayoutAccount } from './payout-account.tsx';
import { PayoutDifferences, PayoutList } from './payout-list.tsx';
import { booksOf } from './staff-of.ts';

type House = { readonly id: string; readonly name: string };

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const organiser = asked.get('organiser');
  const me = await needMe(context, `/desk/payouts${organiser ? `?organiser=${encodeURIComponent(organiser)}` : ''}`);
  const own: House[] = booksOf(me).map(({ organiser: id, organiserName: name }) => ({ id, name }));
  const all = me.superadmin ? (await need(context, 'listOrganisers', {})).items : own;
  if (!me.superadmin && all.length === 0) throw data({ code: 'role_missing', traceId: '' }, { status: 403 });
  // A superadmin sees them one at a time: there may be hundreds.
  const chosen = all.find(({ id }) => id === organiser) ?? all[0];
  const shown = me.superadmin ? all.filter(({ id }) => id === chosen?.id) : all;
  const locale = localeOf(request);
  return {
    isSuperadmin: me.superadmin,
    choice: me.superadmin ? all : [],
    /** The organiser whose director comes back from the provider: with all said, or with a link that was used or too old. */
    back: asked.has('back') ? organiser : null,
    renew: asked.has('renew') ? organiser : null,
    houses: await Promise.all(shown.map((house) => factsOf(context, house, locale))),
  };
}

async function factsOf(context: LoaderFunctionArgs['context'], { id, name }: House, locale: string) {
  const params = { organiserId: id };
  const [page, balances, payouts] = await Promise.all([
    need(context, 'getPayoutAccount', { params }),
    need(context, 'getBalances', { params }),
    need(context, 'listPayouts', { params }),
  ]);
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  const countries = page.countries.map((code) => ({ code, name: names.of(code) ?? code }));
  return {
    id,
    name,
    provider: page.provider,
    account: page.account,
    currencies: page.currencies,
    countryName: page.account ? (names.of(page.account.country) ?? page.account.country) : '',
    countries: countries.toSorted((a, b) => a.name.localeCompare(b.name, locale)),
    balances: balances.items,
    recorded: balances.payouts,
    payouts,
    // Made before the first press: pressing twice pays once.
    key: crypto.randomUUID(),
  };
}

export const action = actOnPayouts;

/** Where organisers are paid out to, what they are owed, and what was sent. */
export default function PayoutsPage() {
  const { isSuperadmin, choice, houses, back, renew } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const { t } = useLanguage();
  useFreshAccount(back);
  return (
    <div className="wrap max-w-4xl space-y-10 py-8">
      <PageHead title={t('payouts.title')} hidden />
      <div className="space-y-6">
        <h1 className="text-4xl">{t('payouts.title')}</h1>
        {isSuperadmin && houses[0] ? <Choice choice={choice} chosen={houses[0].id} /> : null}
        {houses.length === 0 ? <p className="card p-6 text-muted">{t('payouts.no-organiser')}</p> : null}
      </div>
      {houses.map((house) => (
        <section key={house.id} className="space-y-6" aria-label={house.name}>
          <h2 className="text-2xl">{house.name}</h2>
          {done?.of === house.id ? <Said {...done} /> : null}
          {renew === house.id && !done ? <Banner tone="warning" title={t('payouts.link-over')} /> : null}
          <Owed balances={house.balances} />
          <PayoutAccount house={house} />
          {isSuperadmin
            ? house.balances
                .filter(({ due }) => due.amountMinor > 0)
                .map(({ due }) => (
                  <PayOut key={`${due.currency} ${due.amountMinor}`} organiserId={house.id} due={due} house={house} />
                ))
            : null}
          <PayoutDifferences payouts={house.payouts} />
          <PayoutList payouts={house.payouts.items} recorded={house.recorded} />
        </section>
      ))}
    </div>
  );
}

/** Whoever comes back from the provider wants to see what it says now; its webhook may still be on its way. */
function useFreshAccount(organiser: string | null): void {
  const submit = useSubmit();
  useEffect(() => {
    if (organiser === null) return;
    const action = `/desk/payouts?organiser=${encodeURIComponent(organiser)}`;
    void submit({ intent: 'refresh', organiser }, { method: 'post', action, replace: true });
  }, [organiser, submit]);
}

function Choice({ choice, chosen }: { choice: readonly House[]; chosen: string }) {
  const { t } = useLanguage();
  return (
    <Form method="get" className="grid gap-4 sm:grid-cols-[1fr_auto] sm:items-end">
      <div className="space-y-1.5">
        <label htmlFor="organiser" className="block font-medium">
          {t('payouts.organiser')}
        </label>
        <select key={chosen} id="organiser" name="organiser" defaultValue={chosen} className="control">
          {choice.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <SubmitButton kind="secondary" pending={false} pendingLabel={t('payouts.show')}>
        {t('payouts.show')}
      </SubmitButton>
    </Form>
  );
}

function Said({ said }: Pick<PayoutSaid, 'said'>) {
  const { t } = useLanguage();
  const isGood = ['opened', 'refreshed', 'requested', 'recorded'].includes(said);
  return <Banner tone={isGood ? 'success' : 'danger'} urgent title={t(`payouts.said.${said}`)} />;
}

type Balances = ReturnType<typeof useLoaderData<typeof loader>>['houses'][number]['balances'];

function Owed({ balances }: { balances: Balances }) {
  const { t, price } = useLanguage();
  if (balances.length === 0) return <p className="card p-6 text-muted">{t('books.nothing')}</p>;
  return (
    <ul className="grid gap-4 sm:grid-cols-2">
      {balances.map(({ currency, due, underWay, paidOut }) => (
        <li key={currency} className="card space-y-3 p-5">
          <p className="text-muted">{t('payouts.owed')}</p>
          <p className="figures text-3xl font-semibold" data-testid="owed">
            <bdi>{price(due)}</bdi>
          </p>
          <dl className="space-y-1">
            {([['underWay', underWay] as const, ['paidOut', paidOut] as const] as const).map(([word, amount]) => (
              <div key={word} className="flex justify-between gap-4">
                <dt className="text-muted">{t(`books.account.${word}`)}</dt>
                <dd className="figures">
                  <bdi>{price(amount)}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
