import { type Currency, fromDecimal, isCurrency } from '@tessera/contract/money';
import { isLocale } from '@tessera/contract/text';
import { type ActionFunctionArgs, data } from 'react-router';
import { ask, textIn } from '../client/read.ts';

export type GiftCardSaid = {
  /** The house or the card that it was about. */
  readonly of: string;
  readonly said: 'issued' | 'blocked' | 'amount' | 'email' | 'ends' | 'missing' | 'failed';
};

/** What directors do with gift cards. */
export async function actOnGiftCards(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  return data(textIn(form, 'intent') === 'block' ? await block(args, form) : await issue(args, form));
}

async function issue({ context }: ActionFunctionArgs, form: FormData): Promise<GiftCardSaid> {
  const of = textIn(form, 'organiser');
  const amount = amountIn(form);
  if (!amount || amount.amountMinor === 0) return { of, said: 'amount' };
  const lastDay = textIn(form, 'ends');
  const locale = textIn(form, 'locale');
  const body = {
    amount,
    endsAt: lastDay ? endOf(lastDay) : null,
    email: textIn(form, 'email').trim(),
    locale: isLocale(locale) ? locale : 'fr',
    note: textIn(form, 'note').trim(),
  };
  const key = { idempotencyKey: `gift-card-${textIn(form, 'key')}` };
  const answer = await ask(context, 'issueGiftCard', { params: { organiserId: of }, body }, key);
  if (answer.ok) return { of, said: 'issued' };
  const isAbout = (field: string) => answer.problem.errors.some(({ pointer }) => pointer.startsWith(`/body/${field}`));
  const wrong = (['email', 'amount'] as const).find(isAbout);
  return { of, said: wrong ?? (isAbout('endsAt') ? 'ends' : 'failed') };
}

async function block({ context }: ActionFunctionArgs, form: FormData): Promise<GiftCardSaid> {
  const giftCardId = textIn(form, 'card');
  const note = textIn(form, 'note').trim();
  if (note === '') return { of: giftCardId, said: 'missing' };
  const answer = await ask(context, 'blockGiftCard', { params: { giftCardId }, body: { note } });
  return { of: giftCardId, said: answer.ok ? 'blocked' : 'failed' };
}

/** A card is good until its last day is over everywhere in Europe. */
function endOf(day: string): string {
  return `${day}T23:59:59.000Z`;
}

function amountIn(form: FormData): { amountMinor: number; currency: Currency } | undefined {
  const currency = textIn(form, 'currency');
  if (!isCurrency(currency)) return undefined;
  try {
    const { amountMinor } = fromDecimal(textIn(form, 'amount').replace(/\s/g, '').replace(',', '.'), currency);
    return amountMinor < 0 ? undefined : { amountMinor, currency };
  } catch {
    return undefined;
  }
}
