import { providerName } from '../../desk/provider-name.ts';
import { useLanguage } from '../../languages/use-language.ts';
import type { CancellationPreview, Order } from '../wire.ts';

type SummaryProps = { order: Order; preview: CancellationPreview; isStaff: boolean };
const row = 'flex items-baseline justify-between gap-4';

/** What was paid, what the seller keeps, what goes back and where to. */
export function CancelSummary({ order, preview, isStaff }: SummaryProps) {
  const { t, price, moment } = useLanguage();
  return (
    <div className="space-y-2 rounded-m border border-line bg-raised p-4">
      <p className={row}>
        {t('cancel.paid')}
        <bdi className="figures">{price(preview.paid)}</bdi>
      </p>
      {preview.kept.amountMinor > 0 ? (
        <p className={`${row} text-muted`}>
          {preview.feesKept.amountMinor > 0
            ? t('cancel.kept-with-fees', { fees: price(preview.feesKept) })
            : t('cancel.kept')}
          <bdi className="figures">{price(preview.kept)}</bdi>
        </p>
      ) : null}
      {preview.cancellationFees.amountMinor > 0 ? (
        <p className={`${row} ps-4 text-sm text-muted`}>
          {t('cancel.fees')}
          <bdi className="figures">{price(preview.cancellationFees)}</bdi>
        </p>
      ) : null}
      {preview.sentBackBefore.amountMinor > 0 ? (
        <p className={`${row} text-muted`}>
          {t('cancel.sent-before')}
          <bdi className="figures">{price(preview.sentBackBefore)}</bdi>
        </p>
      ) : null}
      <p className={`${row} border-t border-line pt-2 font-semibold`}>
        {isStaff ? t('cancel.back-staff') : t('cancel.back')}
        <bdi data-testid="cancel-refund" className="figures text-lg">
          {price(preview.refund)}
        </bdi>
      </p>
      <Destinations preview={preview} />
      {preview.until ? (
        <p className="text-sm text-muted">
          {t('cancel.until', { moment: moment(preview.until, order.performance.timeZone, 'day-time') })}
        </p>
      ) : null}
      <p className="text-sm text-muted">{t(goesOnCards(preview) ? 'cancel.effects-gift-card' : 'cancel.effects')}</p>
    </div>
  );
}

function goesOnCards({ refundParts: { giftCards, newGiftCard } }: CancellationPreview): boolean {
  return giftCards.length > 0 || newGiftCard.amountMinor > 0;
}

/** Told where gift cards have a part in it; a payment alone is what everybody expects. */
function Destinations({ preview }: Pick<SummaryProps, 'preview'>) {
  const { t, price } = useLanguage();
  const { provider } = preview;
  const { giftCards, newGiftCard, payment } = preview.refundParts;
  if (!goesOnCards(preview)) return null;
  const lines = [
    ...giftCards.map(({ end, amount }) => ({ words: t('cancel.to-gift-card', { end }), amount })),
    { words: t('cancel.to-new-gift-card'), amount: newGiftCard },
    { words: t('cancel.to-payment', { provider: providerName(t, provider ?? '') }), amount: payment },
  ].filter(({ amount }) => amount.amountMinor > 0);
  return (
    <ul data-testid="refund-parts">
      {lines.map(({ words, amount }) => (
        <li key={words} className={`${row} text-muted`}>
          {words}
          <bdi className="figures">{price(amount)}</bdi>
        </li>
      ))}
    </ul>
  );
}
