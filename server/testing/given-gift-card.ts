import { giftCardCode } from '@tessera/contract/gift-card-code';
import { deriveSecrets } from '../platform/secrets.ts';
import type { Caller, GivenServer } from './given-a-server.ts';

export type GivenGiftCard = { readonly id: string; readonly code: string };
type GiftCardWish = { readonly amountMinor: number; readonly currency?: 'EUR' | 'TND'; readonly endsAt?: string };

/** A card that a director of the organiser has issued, with its code, which only a mail tells. */
export async function givenGiftCard(
  server: GivenServer,
  organiserId: string,
  director: Caller,
  { amountMinor, currency = 'EUR', endsAt }: GiftCardWish,
): Promise<GivenGiftCard> {
  const body = { amount: { amountMinor, currency }, email: 'ada@example.org', ...(endsAt ? { endsAt } : {}) };
  const issued = await server.ask(
    'issueGiftCard',
    { params: { organiserId }, body },
    { ...director, key: crypto.randomUUID() },
  );
  if (issued.status !== 201) throw new Error(`no gift card was issued: ${issued.status}`);
  return { id: issued.body.id, code: codeOfGiftCard(server, issued.body.id) };
}

export function codeOfGiftCard({ config }: Pick<GivenServer, 'config'>, cardId: string): string {
  return giftCardCode(deriveSecrets(config.secret).fingerprint('gift card code', cardId));
}
