import type { Announcement } from '../../platform/announcement.ts';
import type { PromoCode } from './promo.rules.ts';

export function promoCodeCreated({
  id,
  organiserId,
  terms,
}: Pick<PromoCode, 'id' | 'organiserId' | 'terms'>): Announcement {
  return { kind: 'pricing.promo_code_created', subjectId: id, organiserId, payload: { ...terms } };
}

export function promoCodeClosed({ id, organiserId, terms }: PromoCode): Announcement {
  return { kind: 'pricing.promo_code_closed', subjectId: id, organiserId, payload: { code: terms.code } };
}

export function promoCodeApplied(holdId: string, organiserId: string, code: string): Announcement {
  return { kind: 'pricing.promo_code_applied', subjectId: holdId, organiserId, payload: { code } };
}

export function promoCodeRemoved(holdId: string, organiserId: string): Announcement {
  return { kind: 'pricing.promo_code_removed', subjectId: holdId, organiserId, payload: {} };
}
