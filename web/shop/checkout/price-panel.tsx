import { useLanguage } from '../../languages/use-language.ts';
import type { Hold } from '../wire.ts';
import type { PriceDetails } from './price-details.ts';

/** The total the server asks, and what is inside it. */
export function PricePanel({ hold, details }: { hold: Hold; details: PriceDetails | null }) {
  const { t, text, price } = useLanguage();
  return (
    <section aria-label={t('price.label')} className="card space-y-3 p-5">
      {details ? (
        <details className="text-sm">
          <summary className="min-h-11 content-center font-medium text-muted underline-offset-4 hover:text-ink hover:underline">
            {t('price.detail')}
          </summary>
          <ul className="space-y-3 pt-2">
            {details.lines.map((line) => (
              <li key={line.offer} className="space-y-1">
                <p className="flex justify-between gap-4 font-medium">
                  <span>
                    {line.quantity} × {text(line.tier)}, {text(line.tariff)}
                  </span>
                  <bdi className="figures">{price(line.total)}</bdi>
                </p>
                {line.trace.map((step) => (
                  <p key={step.rule} className="flex justify-between gap-4 text-muted">
                    <span>{text(step.words)}</span>
                    <bdi className="figures">{price(step.amount)}</bdi>
                  </p>
                ))}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <p className="flex items-baseline justify-between gap-4 border-t border-line pt-3">
        <span className="font-semibold">{t('price.total')}</span>
        <bdi data-testid="price-total" className="display figures text-2xl">
          {price(hold.total)}
        </bdi>
      </p>
      <p className="text-sm text-muted">
        {details
          ? t('price.included', { fees: price(details.feesIncluded), tax: price(details.taxIncluded) })
          : t('price.all-included')}
      </p>
    </section>
  );
}
