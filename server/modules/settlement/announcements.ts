import type { Announcement } from '../../platform/announcement.ts';
import type { PayoutAccount } from './account.store.ts';
import type { Payout } from './payout.store.ts';

export const payoutRequestedKind = 'settlement.payout_requested';

export function payoutAccountRequested({ id, organiserId, provider, country }: PayoutAccount): Announcement {
  return about('settlement.payout_account_requested', id, organiserId, { provider, country });
}

export function payoutAccountOpened(
  { id, organiserId, provider }: PayoutAccount,
  providerAccountId: string,
): Announcement {
  return about('settlement.payout_account_opened', id, organiserId, { provider, providerAccountId });
}

export function payoutAccountChanged({ id, organiserId }: PayoutAccount, state: string): Announcement {
  return about('settlement.payout_account_changed', id, organiserId, { state });
}

/** The organiser, or the provider, has taken it away from us. */
export function payoutAccountEnded({ id, organiserId }: PayoutAccount): Announcement {
  return about('settlement.payout_account_ended', id, organiserId, {});
}

export function payoutRequested({ id, organiserId, provider, amountMinor, currency }: Payout): Announcement {
  return about(payoutRequestedKind, id, organiserId, { provider, amountMinor, currency });
}

export function payoutSent({ id, organiserId, amountMinor, currency }: Payout, transferId: string): Announcement {
  return about('settlement.payout_sent', id, organiserId, { transferId, amountMinor, currency });
}

export function payoutFailed({ id, organiserId, amountMinor, currency }: Payout, reason: string): Announcement {
  return about('settlement.payout_failed', id, organiserId, { reason, amountMinor, currency });
}

export function payoutReversed({ id, organiserId, currency }: Payout, backMinor: number): Announcement {
  return about('settlement.payout_reversed', id, organiserId, { backMinor, currency });
}

/** Somebody has to look: the provider tells of another amount than was to be sent, or of a second transfer. */
export function payoutMismatched(
  { id, organiserId }: Payout,
  { transferId, amountMinor, currency }: { transferId: string; amountMinor: number; currency: string },
): Announcement {
  return about('settlement.payout_mismatched', id, organiserId, { transferId, amountMinor, currency });
}

function about(kind: string, subjectId: string, organiserId: string, payload: Record<string, unknown>): Announcement {
  return { kind, subjectId, organiserId, payload };
}
