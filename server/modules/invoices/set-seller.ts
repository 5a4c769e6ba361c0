import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { sellerChanged } from './announcements.ts';
import { type SellerRow, saveSeller } from './store.ts';

/** What invoices say of an organiser from now on; what is issued keeps what it says. */
export async function setSeller(ctx: Ctx, organiserId: string, seller: SellerRow): Promise<SellerRow> {
  await saveSeller(ctx, organiserId, seller);
  await announce(ctx, sellerChanged(organiserId, seller.legalName));
  return seller;
}
