import { data, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { ask, need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { useBanWords } from '../shop/ban-words.ts';
import { Banner } from '../ui/banner.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { actAtTill, type TillSaid } from './act-at-till.ts';
import { CounterRefund } from './counter-refund.tsx';
import { staffOf } from './staff-of.ts';
import { TenderDesk } from './tender-desk.tsx';
import { CloseTill, MoveCash, OpenTill } from './till-forms.tsx';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const me = await needMe(context, '/desk/till');
  const houses = staffOf(me);
  if (houses.length === 0) throw data({ code: 'role_missing', traceId: '' }, { status: 403 });
  const asked = new URL(request.url).searchParams;
  return {
    houses: await Promise.all(
      houses.map(async ({ organiser: organiserId, organiserName: name }) => {
        const [tills, refunds] = await Promise.all([
          need(context, 'listTills', { params: { organiserId } }),
          need(context, 'listRefundsToSend', { params: { organiserId }, query: { limit: 100 } }),
        ]);
        const own = tills.items.filter(({ openedBy }) => openedBy === me.id);
        const reference = asked.get('house') === organiserId ? (asked.get('reference') ?? '').trim() : '';
        return {
          organiserId,
          name,
          till: own.find(({ closedAt }) => closedAt === null),
          closed: own.find(({ closedAt }) => closedAt !== null),
          refunds: refunds.items.filter(({ provider }) => provider === 'counter'),
          reference,
          order: reference ? await orderOf(context, organiserId, reference) : undefined,
        };
      }),
    ),
    // Made before the first press: pressing twice takes the money once.
    key: crypto.randomUUID(),
  };
}

async function orderOf(context: LoaderFunctionArgs['context'], organiser: string, reference: string) {
  const found = await ask(context, 'listOrders', { query: { organiser, reference: reference.slice(0, 40), limit: 1 } });
  const summary = found.ok ? found.body.items[0] : undefined;
  if (!summary) return undefined;
  const { giftCards, toPay } = await need(context, 'getOrder', { params: { orderId: summary.id } });
  return { ...summary, giftCards, toPay };
}

export const action = actAtTill;

/** A counter: a till with its float, orders paid at it, and a count that nobody is helped with. */
export default function TillPage() {
  const { houses, key } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const { t } = useLanguage();
  return (
    <div className="wrap max-w-4xl space-y-10 py-8">
      <PageHead title={t('till.title')} hidden />
      <h1 className="text-4xl">{t('till.title')}</h1>
      {done ? <Said {...done} /> : null}
      {houses.map(({ organiserId, name, till, closed, refunds, reference, order }) => (
        <section key={organiserId} className="space-y-6" aria-label={name}>
          <h2 className="text-2xl">
            {name}
            {till ? ` · ${till.name}` : ''}
          </h2>
          {till ? (
            <>
              <TenderDesk
                organiserId={organiserId}
                till={till}
                reference={reference}
                order={order}
                idempotencyKey={key}
              />
              {refunds.map((refund) => (
                <CounterRefund key={refund.id} refund={refund} tillId={till.id} />
              ))}
              <MoveCash till={till} idempotencyKey={key} />
              <CloseTill till={till} />
            </>
          ) : (
            <>
              {closed?.closing ? <Closing closing={closed.closing} name={closed.name} /> : null}
              <OpenTill organiserId={organiserId} />
            </>
          )}
        </section>
      ))}
    </div>
  );
}

function Said({ said, change, ban }: TillSaid) {
  const { t, price } = useLanguage();
  const banWords = useBanWords();
  const isGood = ['opened', 'moved', 'closed', 'tendered', 'applied', 'refunded'].includes(said);
  return (
    <Banner tone={isGood ? 'success' : 'danger'} urgent title={t(`till.said.${said}`)}>
      {ban ? <p>{banWords(ban)}</p> : null}
      {change ? (
        <p>
          {t('till.change')}{' '}
          <bdi data-testid="change" className="figures block text-5xl font-semibold text-ink">
            {price(change)}
          </bdi>
        </p>
      ) : null}
    </Banner>
  );
}

type Closed = NonNullable<ReturnType<typeof useLoaderData<typeof loader>>['houses'][number]['closed']>;

function Closing({ closing, name }: { closing: NonNullable<Closed['closing']>; name: string }) {
  const { t, price } = useLanguage();
  const lines = [
    ['till.cash-sales', closing.cashSales],
    ['till.terminal-sales', closing.terminalSales],
    ['till.cash-refunds', closing.cashRefunds],
    ['till.terminal-refunds', closing.terminalRefunds],
    ['till.expected', closing.expected],
    ['till.counted', closing.counted],
    ['till.difference', closing.difference],
    ['till.perpetual', closing.perpetual],
  ] as const;
  return (
    <div className="card space-y-3 p-5">
      <h3 className="text-xl">{t('till.last', { name })}</h3>
      <dl className="space-y-1">
        {lines.map(([word, amount]) => (
          <div key={word} className="flex justify-between gap-4">
            <dt className="text-muted">{t(word)}</dt>
            <dd className="figures">
              <bdi>{price(amount)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-sm break-all text-muted">{t('till.hash', { hash: closing.hash })}</p>
    </div>
  );
}
