import type { Reply } from '@tessera/contract/api/operations';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { amountIn } from './differences.tsx';
import { providerName } from './provider-name.ts';

type Payouts = Reply<'listPayouts'>;
type Payout = Payouts['items'][number];
type Recorded = Reply<'getBalances'>['payouts'][number];

/** What was sent, to the account and by bank transfer, the newest first. */
export function PayoutList({ payouts, recorded }: { payouts: readonly Payout[]; recorded: readonly Recorded[] }) {
  const { t } = useLanguage();
  return (
    <div className="space-y-4">
      <h3 className="text-xl">{t('payouts.list')}</h3>
      {payouts.length + recorded.length === 0 ? <p className="card p-6 text-muted">{t('payouts.none')}</p> : null}
      <ul className="space-y-3">
        {payouts.map((payout) => (
          <SentPayout key={payout.id} payout={payout} />
        ))}
        {recorded.map((payout) => (
          <RecordedPayout key={payout.id} payout={payout} />
        ))}
      </ul>
    </div>
  );
}

function SentPayout({ payout }: { payout: Payout }) {
  const { t, price, moment } = useLanguage();
  const { provider, amount, state, reversed, failureReason, transfer, requestedAt, sentAt } = payout;
  return (
    <li className="card space-y-1 p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p className="font-semibold" data-testid="payout-state">
          {t(`payouts.payout.${state}`)}
        </p>
        <bdi className="figures text-lg font-semibold">{price(amount)}</bdi>
      </div>
      <p className="text-sm break-words text-muted">
        {providerName(t, provider)} · {moment(sentAt ?? requestedAt, 'UTC', 'day-time')} (UTC)
        {transfer ? ` · ${transfer}` : ''}
      </p>
      {failureReason ? <p>{t(`payouts.failure.${failureReason}`)}</p> : null}
      {reversed.amountMinor > 0 ? <p>{t('payouts.came-back', { amount: price(reversed) })}</p> : null}
    </li>
  );
}

function RecordedPayout({ payout: { amount, transferReference, recordedAt } }: { payout: Recorded }) {
  const { t, price, moment } = useLanguage();
  return (
    <li className="card space-y-1 p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p className="font-semibold">{t('payouts.recorded')}</p>
        <bdi className="figures text-lg font-semibold">{price(amount)}</bdi>
      </div>
      <p className="text-sm break-words text-muted">
        {moment(recordedAt, 'UTC', 'day-time')} (UTC) · {transferReference}
      </p>
    </li>
  );
}

/** Where the provider’s statement tells of payouts otherwise: somebody has to look. */
export function PayoutDifferences({ payouts: { items, differences, strange } }: { payouts: Payouts }) {
  const language = useLanguage();
  const { t, moment, price } = language;
  const amountOf = (id: string): string => {
    const payout = items.find((one) => one.id === id);
    return payout ? price(payout.amount) : id;
  };
  return (
    <>
      {differences.length > 0 ? (
        <Banner tone="danger" title={t('payouts.differences', { count: differences.length })}>
          <ul className="space-y-1 text-ink">
            {differences.map(({ payout, kinds }) => (
              <li key={payout}>
                <bdi className="figures font-medium">{amountOf(payout)}</bdi> ·{' '}
                {kinds.map((kind) => t(`payouts.difference.${kind}`)).join(' ')}
              </li>
            ))}
          </ul>
        </Banner>
      ) : null}
      {strange.length > 0 ? (
        <Banner tone="warning" title={t('payouts.strange', { count: strange.length })}>
          <ul className="space-y-1">
            {strange.map(({ provider, line, bookedAt, transfer, amountMinor, currency }) => (
              <li key={`${provider} ${line}`} className="break-words">
                {moment(bookedAt, 'UTC', 'day-time')} · {providerName(t, provider)} {transfer} ·{' '}
                <bdi className="figures">{amountIn(language, amountMinor, currency)}</bdi>
              </li>
            ))}
          </ul>
        </Banner>
      ) : null}
    </>
  );
}
