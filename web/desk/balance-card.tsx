import type { Reply } from '@tessera/contract/api/operations';
import { useLanguage } from '../languages/use-language.ts';

type Balance = Reply<'getBalances'>['items'][number];
const parts = [
  'underWay',
  'paidOut',
  'atProviders',
  'undecided',
  'giftCards',
  'bookingFees',
  'commission',
  'providerFees',
] as const;

/** What the platform owes an organiser in one currency, and the accounts behind it. */
export function BalanceCard({ balance }: { balance: Balance }) {
  const { t, price } = useLanguage();
  return (
    <div className="card space-y-4 p-5">
      <p className="text-muted">{t('books.due')}</p>
      <p className="figures text-3xl font-semibold">
        <bdi>{price(balance.due)}</bdi>
      </p>
      <dl className="grid gap-x-6 gap-y-2">
        {parts.map((part) => (
          <div key={part} className="flex justify-between gap-4">
            <dt className="text-muted">{t(`books.account.${part}`)}</dt>
            <dd className="figures shrink-0 text-end">
              <bdi>{price(balance[part])}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
