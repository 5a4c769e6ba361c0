import { useLanguage } from '../../languages/use-language.ts';
import type { Order } from '../wire.ts';

type Policy = NonNullable<Order['refundPolicy']>;

/** What goes back until when, in sentences; steps that are over are left out. */
export function RefundRule({ policy, timeZone, now }: { policy: Policy; timeZone: string; now: string }) {
  const { t, moment, price, locale } = useLanguage();
  const open = policy.steps.filter(({ until }) => until > now);
  if (open.length === 0) return <p className="text-muted">{t('cancel.rule.over')}</p>;
  const percent = (basisPoints: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
  return (
    <div className="space-y-1 text-muted">
      {open.map(({ until, backBasisPoints, cancellationFee, isFeeReturned }) => {
        const share = { moment: moment(until, timeZone, 'day-time'), percent: percent(backBasisPoints) };
        const whole = backBasisPoints === 10_000;
        return (
          <p key={until}>
            {whole ? t('cancel.rule.whole', share) : t('cancel.rule.part', share)}{' '}
            {isFeeReturned ? t('cancel.rule.with-fees') : t('cancel.rule.without-fees')}
            {cancellationFee.amountMinor > 0 ? ` ${t('cancel.rule.fee', { fee: price(cancellationFee) })}` : null}
          </p>
        );
      })}
      {policy.discountRule === 'keep' ? null : <p>{t(`cancel.rule.${policy.discountRule}`)}</p>}
      {policy.needsApproval ? <p>{t('cancel.rule.approval')}</p> : null}
    </div>
  );
}
