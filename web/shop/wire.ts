/** The answers of the API under the names the shop uses. */
import type { Reply } from '@tessera/contract/api/operations';

export type EventCardFacts = Reply<'listEvents'>['items'][number];
export type EventFacts = Reply<'getEvent'>;
export type PerformanceCard = EventFacts['performances'][number];
export type Performance = Reply<'getPerformance'>;
export type Offer = Performance['offers'][number];
export type Zone = Performance['zones'][number];
export type Seat = Reply<'listSeats'>['items'][number];
export type Hold = Reply<'holdSeats'>;
export type Order = Reply<'getOrder'>;
export type Invoice = Reply<'listOrderInvoices'>['items'][number];
export type CancellationPreview = Reply<'previewCancellation'>;
export type GiftCardBalance = Reply<'checkGiftCard'>;
export type Quote = Reply<'getQuote'>;
export type Category = EventCardFacts['category'];
export type SaleState = EventCardFacts['sale'];
export type Availability = EventCardFacts['availability'];

export const categories = [
  'concert',
  'show',
  'theatre',
  'club',
  'football',
  'basketball',
  'masterclass',
  'conference',
  'cinema',
] as const satisfies readonly Category[];
