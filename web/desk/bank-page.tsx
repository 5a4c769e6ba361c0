import { type ActionFunctionArgs, data, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { ask, need, textIn } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { BankEntryCard } from './bank-entry.tsx';
import { RefundToSend } from './refund-to-send.tsx';
import { staffOf } from './staff-of.ts';
import { StatementImport } from './statement-import.tsx';

export async function loader({ context }: LoaderFunctionArgs) {
  const me = await needMe(context, '/desk/bank');
  const houses = staffOf(me);
  if (houses.length === 0) throw data({ code: 'role_missing', traceId: '' }, { status: 403 });
  return {
    houses: await Promise.all(
      houses.map(async ({ organiser: organiserId, organiserName: name }) => {
        const params = { organiserId };
        const [accounts, entries, refunds] = await Promise.all([
          need(context, 'listBankAccounts', { params }),
          need(context, 'listBankEntries', { params, query: { state: 'unmatched', limit: 100 } }),
          need(context, 'listRefundsToSend', { params, query: { limit: 100 } }),
        ]);
        // What was paid at a till goes back at a till.
        const toSend = refunds.items.filter(({ provider }) => provider !== 'counter');
        return { organiserId, name, accounts: accounts.items, entries: entries.items, refunds: toSend };
      }),
    ),
  };
}

const refusals = ['entry_settled', 'entry_not_exact', 'refund_settled'] as const;
type Said = 'assigned' | 'returned' | 'settled' | 'no_such_order' | 'note' | 'failed' | (typeof refusals)[number];

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const id = textIn(form, 'id');
  const note = textIn(form, 'note').trim();
  const said = (words: Said) => data({ said: words, of: id });
  const answerOf = (answer: Awaited<ReturnType<typeof ask>>, done: Said) =>
    said(answer.ok ? done : (refusals.find((code) => code === answer.problem.code) ?? 'failed'));
  switch (textIn(form, 'intent')) {
    case 'assign': {
      const payment = await transferOf(context, textIn(form, 'organiser'), textIn(form, 'reference'));
      if (!payment) return said('no_such_order');
      const input = { params: { bankEntryId: id }, body: { payment, note } };
      return answerOf(await ask(context, 'assignBankEntry', input), 'assigned');
    }
    case 'return':
      if (note === '') return said('note');
      return answerOf(
        await ask(context, 'returnBankEntry', { params: { bankEntryId: id }, body: { note } }),
        'returned',
      );
    case 'settle':
      return answerOf(await ask(context, 'settleRefund', { params: { refundId: id }, body: { note } }), 'settled');
    default:
      throw data({ code: 'bad_request' }, { status: 400 });
  }
}

/** The payment by transfer of the order that somebody typed the reference of. */
async function transferOf(context: ActionFunctionArgs['context'], organiser: string, reference: string) {
  if (reference.trim() === '') return undefined;
  const found = await ask(context, 'listOrders', { query: { organiser, reference: reference.trim(), limit: 1 } });
  const orderId = found.ok ? found.body.items[0]?.id : undefined;
  const order = orderId ? await ask(context, 'getOrder', { params: { orderId } }) : undefined;
  const payment = order?.ok ? order.body.payment : undefined;
  return payment?.provider === 'bank_transfer' ? payment.id : undefined;
}

/** What came to the accounts and is for nothing yet, and what has to be sent back. */
export default function BankPage() {
  const { houses } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const { t } = useLanguage();
  const isGood = done?.said === 'assigned' || done?.said === 'returned' || done?.said === 'settled';
  return (
    <div className="wrap max-w-4xl space-y-10 py-8">
      <PageHead title={t('bank.title')} hidden />
      <h1 className="text-4xl">{t('bank.title')}</h1>
      {done && done.said !== 'note' && done.said !== 'no_such_order' ? (
        <Banner tone={isGood ? 'success' : 'danger'} urgent title={t(`bank.said.${done.said}`)} />
      ) : null}
      {houses.map(({ organiserId, name, accounts, entries, refunds }) => (
        <section key={organiserId} className="space-y-6" aria-label={name}>
          <h2 className="text-2xl">{name}</h2>
          {accounts.length === 0 ? <p className="card p-6 text-muted">{t('bank.no-account')}</p> : null}
          {accounts.map((account) => (
            <StatementImport key={account.id} account={account} />
          ))}
          <h3 className="text-xl">{t('bank.unmatched', { count: entries.length })}</h3>
          {entries.length === 0 ? <p className="text-muted">{t('bank.no-unmatched')}</p> : null}
          <ul className="space-y-4">
            {entries.map((entry) => (
              <BankEntryCard
                key={entry.id}
                entry={entry}
                organiserId={organiserId}
                error={
                  done?.of === entry.id && (done.said === 'note' || done.said === 'no_such_order')
                    ? done.said
                    : undefined
                }
              />
            ))}
          </ul>
          {refunds.length > 0 ? <h3 className="text-xl">{t('bank.refunds', { count: refunds.length })}</h3> : null}
          <ul className="space-y-4">
            {refunds.map((refund) => (
              <RefundToSend key={refund.id} refund={refund} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
