import type { Announcement } from '../../platform/announcement.ts';
import type { PriceListDraft } from './price-list.rules.ts';
import type { PromoCode } from './promo.rules.ts';
import type { RefundPolicy } from './refund-policy.rules.ts';

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

export function refundPolicyPublished(
  performance: { readonly id: string; readonly organiserId: string },
  { version, discountRule, steps, needsApproval, approvalAboveMinor }: RefundPolicy,
): Announcement {
  return {
    kind: 'pricing.refund_policy_published',
    subjectId: performance.id,
    organiserId: performance.organiserId,
    payload: { version, discountRule, steps, needsApproval, approvalAboveMinor },
  };
}

export function priceListPublished(
  performance: { readonly id: string; readonly organiserId: string },
  version: number,
  { tariffs, offers }: PriceListDraft,
): Announcement {
  return {
    kind: 'pricing.price_list_published',
    subjectId: performance.id,
    organiserId: performance.organiserId,
    payload: { version, tariffs, offers },
  };
}
