import type { Announcement } from '../../platform/announcement.ts';
import type { NewCard } from './store.ts';

export const giftCardIssuedKind = 'gift_cards.card_issued';

/** Its code is not told: whoever mails it asks for it. `reference`: of the order it gives money back for. */
export function giftCardIssued(card: NewCard, reference: string | null): Announcement {
  const { id: subjectId, organiserId, currency, source, initialMinor: amountMinor } = card;
  return { kind: giftCardIssuedKind, subjectId, organiserId, payload: { amountMinor, currency, source, reference } };
}

export function giftCardBlocked(subjectId: string, organiserId: string, note: string): Announcement {
  return { kind: 'gift_cards.card_blocked', subjectId, organiserId, payload: { note } };
}
