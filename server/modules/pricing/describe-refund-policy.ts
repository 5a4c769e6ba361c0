import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import { inOrder, type RefundPolicy, untilOf } from './refund-policy.rules.ts';

export function describeRefundPolicy(
  policy: RefundPolicy,
  startsAt: Date,
  currency: Currency,
): Reply<'publishRefundPolicy'> {
  const { version, discountRule, steps, needsApproval, approvalAboveMinor } = policy;
  return {
    version,
    discountRule,
    steps: inOrder(steps).map(({ cancellationFeeMinor, ...step }) => ({
      ...step,
      until: untilOf(step, startsAt).toISOString(),
      cancellationFee: { amountMinor: cancellationFeeMinor, currency },
    })),
    needsApproval,
    approvalAbove: approvalAboveMinor === null ? null : { amountMinor: approvalAboveMinor, currency },
  };
}
