import { account } from './fr/account.ts';
import { authority } from './fr/authority.ts';
import { blacklist } from './fr/blacklist.ts';
import { books } from './fr/books.ts';
import { checkout } from './fr/checkout.ts';
import { desk } from './fr/desk.ts';
import { doors } from './fr/doors.ts';
import { entry } from './fr/entry.ts';
import { frame } from './fr/frame.ts';
import { gate } from './fr/gate.ts';
import { giftCards } from './fr/gift-cards.ts';
import { moneyDesk } from './fr/money-desk.ts';
import { payouts } from './fr/payouts.ts';
import { seats } from './fr/seats.ts';
import { shop } from './fr/shop.ts';
import { simulator } from './fr/simulator.ts';

/** Every word of the site in French; English has the same keys. Plural forms end in _one and _other. */
export const fr = {
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
