import { formatDate } from '@tessera/contract/dates';
import { showGiftCardCode } from '@tessera/contract/gift-card-code';
import { formatMoney, type Money } from '@tessera/contract/money';
import type { Locale } from '@tessera/contract/text';
import type { Mail } from './compose.ts';
import { renderMail } from './mail-layout.ts';
import { fill, mailWords } from './mail-words.ts';

/** The card with its code, which nobody else is told. */
export function giftCardMail(card: {
  readonly locale: Locale;
  readonly seller: string;
  readonly amount: Money;
  readonly code: string;
  readonly endsAt: Date | null;
  readonly isRefund: boolean;
  readonly publicUrl: string;
}): Mail {
  const { locale, seller, endsAt } = card;
  const say = mailWords[locale];
  const code = showGiftCardCode(card.code);
  const amount = formatMoney(card.amount, locale);
  const subject = fill(say.giftCardSubject, { amount, seller });
  const until = endsAt
    ? fill(say.giftCardUntil, { date: formatDate(endsAt, locale, { dateStyle: 'full', timeZone: 'Europe/Paris' }) })
    : say.giftCardForever;
  const mail = {
    locale,
    subject,
    title: subject,
    paragraphs: [
      [fill(card.isRefund ? say.giftCardRefund : say.giftCardText, { amount, seller })],
      [fill(say.giftCardCode, { code })],
      [until, fill(say.giftCardHow, { seller })],
    ],
    // After the #, so that it stays in the browser.
    button: { label: say.giftCardButton, url: `${card.publicUrl}/gift-card#${code}` },
    small: [say.giftCardSecret],
  };
  return { subject, ...renderMail(mail), attachments: [] };
}
