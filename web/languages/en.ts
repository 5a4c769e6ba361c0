import { account } from './en/account.ts';
import { authority } from './en/authority.ts';
import { blacklist } from './en/blacklist.ts';
import { books } from './en/books.ts';
import { checkout } from './en/checkout.ts';
import { desk } from './en/desk.ts';
import { doors } from './en/doors.ts';
import { entry } from './en/entry.ts';
import { frame } from './en/frame.ts';
import { gate } from './en/gate.ts';
import { giftCards } from './en/gift-cards.ts';
import { moneyDesk } from './en/money-desk.ts';
import { payouts } from './en/payouts.ts';
import { seats } from './en/seats.ts';
import { shop } from './en/shop.ts';
import { simulator } from './en/simulator.ts';
import type { Catalogue } from './language.ts';

export const en: Catalogue = {
  ...frame,
  ...shop,
  ...seats,
  ...checkout,
  ...account,
  ...gate,
  ...desk,
  ...books,
  ...moneyDesk,
  ...payouts,
  ...giftCards,
  ...blacklist,
  ...doors,
  ...simulator,
  ...entry,
  ...authority,
};
