import type { Announcement } from '../../platform/announcement.ts';
import type { Payout } from './payout.store.ts';

export function payoutRecorded(
  organiserId: string,
  { id, amountMinor, currency, transferReference }: Payout,
): Announcement {
  return {
    kind: 'ledger.payout_recorded',
    subjectId: id,
    organiserId,
    payload: { amountMinor, currency, transferReference },
  };
}
