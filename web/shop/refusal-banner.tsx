import type { ReactNode } from 'react';
import type { CallProblem } from '../client/call.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';

const told = [
  'sale_not_open',
  'sold_out',
  'seats_taken',
  'not_enough_together',
  'too_many_places',
  'no_such_offer',
  'contended',
  'hold_expired',
  'hold_ended',
  'extension_limit',
  'hold_has_order',
  'order_state',
  'order_paid',
  'payment_in_progress',
  'provider_unavailable',
  'no_such_provider',
  'too_many_requests',
  'busy',
  'unreachable',
  'invalid',
] as const;

/** A refusal in the words of the buyer, with the next thing to do below it. */
export function RefusalBanner({
  problem,
  quantity,
  children,
}: {
  problem: CallProblem;
  quantity?: number;
  children?: ReactNode;
}) {
  const { t } = useLanguage();
  const code = told.find((known) => known === problem.code) ?? 'unknown';
  const largest = typeof problem.facts.largest === 'number' ? problem.facts.largest : 0;
  return (
    <Banner
      tone={code === 'unreachable' || code === 'unknown' ? 'danger' : 'warning'}
      urgent
      title={t(`refusal.${code}`, { count: quantity ?? 1 })}
    >
      <p>
        {code === 'not_enough_together' && largest > 0
          ? t('refusal.largest', { count: largest })
          : t(`refusal.${code}.next`)}
      </p>
      {children}
      {code === 'unknown' && problem.traceId ? (
        <p className="text-sm">
          {t('error.reference')} <code className="select-all">{problem.traceId}</code>
        </p>
      ) : null}
    </Banner>
  );
}
