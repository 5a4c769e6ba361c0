import type { Reply } from '@tessera/contract/api/operations';
import { isCurrency } from '@tessera/contract/money';
import { Link } from 'react-router';
import { type Language, useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { providerName } from './provider-name.ts';

type Report = Reply<'getReconciliation'>;

/** A provider may book in a currency we do not sell in. */
export function amountIn({ price }: Pick<Language, 'price'>, amountMinor: number, currency: string): string {
  return isCurrency(currency) ? price({ amountMinor, currency }) : `${amountMinor} ${currency}`;
}

/** Where our books and the statements contradict each other: somebody has to look. */
export function Differences({ differences, isRead }: { differences: Report['differences']; isRead: boolean }) {
  const language = useLanguage();
  const { t } = language;
  if (!isRead) return null;
  if (differences.length === 0) return <Banner tone="success" title={t('books.no-difference')} />;
  const sums = ({ capturedMinor, refundedMinor }: Report['differences'][number]['here'], currency: string): string =>
    t('books.taken-and-back', {
      taken: amountIn(language, capturedMinor, currency),
      back: amountIn(language, refundedMinor, currency),
    });
  return (
    <Banner tone="danger" title={t('books.differences', { count: differences.length })}>
      <ul className="space-y-3 text-ink">
        {differences.map(({ payment, order, provider, currency, kinds, here, there }) => (
          <li key={payment} className="space-y-1">
            <p className="font-medium">
              {kinds.map((kind) => t(`books.difference.${kind}`)).join(' ')}{' '}
              <Link to={`/o/${order}`} className="underline underline-offset-4">
                {t('books.see-order')}
              </Link>
            </p>
            <p className="text-sm text-muted">
              {t('books.here')} {sums(here, currency)} · {providerName(t, provider)} {sums(there, currency)}
            </p>
          </li>
        ))}
      </ul>
    </Banner>
  );
}

export function StrangeMoney({ lines }: { lines: Report['strange'] }) {
  const language = useLanguage();
  const { t, moment } = language;
  if (lines.length === 0) return null;
  return (
    <Banner tone="warning" title={t('books.strange', { count: lines.length })}>
      <ul className="space-y-1">
        {lines.map(({ provider, line, bookedAt, providerPayment, amountMinor, currency }) => (
          <li key={`${provider} ${line}`} className="break-words">
            {moment(bookedAt, 'UTC', 'day-time')} · {providerName(t, provider)} {providerPayment} ·{' '}
            <bdi className="figures">{amountIn(language, amountMinor, currency)}</bdi>
          </li>
        ))}
      </ul>
    </Banner>
  );
}
