import type { Reply } from '@tessera/contract/api/operations';
import { useLanguage } from '../languages/use-language.ts';
import { amountIn } from './differences.tsx';
import { providerName } from './provider-name.ts';

type Day = Reply<'getReconciliation'>['days'][number];

/** What the providers booked, a day a line; on a phone a day a card. */
export function StatementDays({ days }: { days: readonly Day[] }) {
  const language = useLanguage();
  const { t, moment } = language;
  if (days.length === 0) return <p className="card p-6 text-muted">{t('books.no-days')}</p>;
  const columns = ['taken', 'back', 'kept', 'left'] as const;
  const amountsOf = ({ capturedMinor, refundedMinor, feesMinor }: Day) => ({
    taken: capturedMinor,
    back: refundedMinor,
    kept: feesMinor,
    left: capturedMinor - refundedMinor - feesMinor,
  });
  return (
    <table className="card block w-full p-5 sm:table">
      <caption className="sr-only">{t('books.days')}</caption>
      <thead className="max-sm:sr-only">
        <tr className="text-sm text-muted">
          <th scope="col" className="p-3 text-start font-medium">
            {t('books.day')}
          </th>
          {columns.map((column) => (
            <th key={column} scope="col" className="p-3 text-end font-medium">
              {t(`books.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-sm:block max-sm:space-y-4">
        {days.map((day) => (
          <tr key={`${day.day} ${day.provider} ${day.currency}`} className="max-sm:block sm:border-t sm:border-line">
            <th scope="row" className="text-start font-medium max-sm:block sm:p-3">
              {moment(`${day.day}T12:00:00Z`, 'UTC', 'day')} · {providerName(t, day.provider)}
            </th>
            {columns.map((column) => (
              <td key={column} className="figures text-end max-sm:flex max-sm:justify-between sm:p-3">
                <span className="text-muted sm:hidden">{t(`books.column.${column}`)}</span>
                <bdi>{amountIn(language, amountsOf(day)[column], day.currency)}</bdi>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
