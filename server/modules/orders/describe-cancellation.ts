import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import type { Cancellation } from './cancellation.store.ts';

export function describeCancellation(cancellation: Cancellation, currency: Currency): Reply<'cancelTickets'> {
  const { id, orderId, status, reason, ticketIds, priceMinor, feeMinor, refundTo } = cancellation;
  return {
    id,
    order: orderId,
    status,
    reason,
    tickets: [...ticketIds],
    refund: { amountMinor: priceMinor + feeMinor, currency },
    refundTo,
    toGiftCards: { amountMinor: cancellation.toCardsMinor, currency },
    toNewGiftCard: { amountMinor: cancellation.toNewCardMinor, currency },
    requestedAt: cancellation.requestedAt.toISOString(),
    decidedAt: cancellation.decidedAt?.toISOString() ?? null,
    decisionNote: cancellation.decisionNote,
  };
}
