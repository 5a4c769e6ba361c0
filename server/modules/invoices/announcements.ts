import type { Announcement } from '../../platform/announcement.ts';
import type { Kind } from './amounts.rules.ts';

export function documentIssued(
  kind: Kind,
  document: { readonly id: string; readonly organiserId: string; readonly orderId: string; readonly number: string },
): Announcement {
  const { id, organiserId, orderId, number } = document;
  return { kind: `invoices.${kind}_issued`, subjectId: id, organiserId, payload: { orderId, number } };
}

export function sellerChanged(organiserId: string, legalName: string): Announcement {
  return { kind: 'invoices.seller_changed', subjectId: organiserId, organiserId, payload: { legalName } };
}
