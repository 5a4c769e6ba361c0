import type { Reply } from '@tessera/contract/api/operations';
import { formatDate } from '@tessera/contract/dates';
import { inGroups } from '@tessera/contract/iban';
import { formatMoney } from '@tessera/contract/money';
import { inLocale, type Locale, type LocalText } from '@tessera/contract/text';
import { ICalCalendar } from 'ical-generator';
import { renderMail } from './mail-layout.ts';
import { fill, mailWords } from './mail-words.ts';

export type Attachment = { readonly filename: string; readonly contentType: string; readonly content: Buffer };
export type Mail = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
};
type Order = Reply<'getOrder'>;
type OrderMail = { readonly order: Order; readonly orderUrl: string; readonly locale: Locale };

/** The tickets' mail: the fact first, the places, one button, tickets as PDF and the date for a calendar. */
export function confirmationMail(
  { order, orderUrl, locale }: OrderMail,
  facts: {
    readonly seller: string;
    readonly refundRule: LocalText;
    readonly late: boolean;
    readonly otherSeats: boolean;
    readonly pdf: Buffer;
  },
): Mail {
  const say = mailWords[locale];
  const { performance, lines, total } = order;
  const event = inLocale(performance.title, locale);
  const time = (iso: string) => format(iso, performance.timeZone, locale, { timeStyle: 'short' });
  const date = format(performance.startsAt, performance.timeZone, locale, { dateStyle: 'full' });
  const sum = (of: 'feesIncluded' | 'taxIncluded') =>
    formatMoney(
      { amountMinor: lines.reduce((all, line) => all + line[of].amountMinor, 0), currency: total.currency },
      locale,
    );
  const subject = fill(lines.length === 1 ? say.confirmedSubject.one : say.confirmedSubject.other, {
    count: lines.length,
    event,
    date,
  });
  const paid =
    total.amountMinor === 0
      ? say.attached
      : fill(say.paid, { total: formatMoney(total, locale), fees: sum('feesIncluded'), tax: sum('taxIncluded') });
  const rule = inLocale(facts.refundRule, locale);
  const mail = {
    locale,
    subject,
    title: fill(say.going, { event }),
    paragraphs: [
      ...(facts.otherSeats ? [[say.otherSeats]] : facts.late ? [[say.late]] : []),
      [
        order.reference,
        `${date} · ${fill(say.doors, { time: time(performance.doorsAt) })} · ${fill(say.starts, { time: time(performance.startsAt) })}`,
        `${performance.venue}, ${performance.address}, ${performance.city}`,
        ...(performance.gates.length > 0 ? [fill(say.gate, { gate: performance.gates.join(', ') })] : []),
      ],
      lines.map((line) => placeWords(line, locale)),
      [
        paid,
        ...order.giftCards.map(({ end, amount }) => fill(say.paidByCard, { end, amount: formatMoney(amount, locale) })),
      ],
    ],
    button: { label: say.show, url: orderUrl },
    small: [...(rule ? [fill(say.refundRule, { rule })] : []), fill(say.soldBy, { seller: facts.seller })],
  };
  return {
    subject,
    ...renderMail(mail),
    attachments: [
      { filename: `${order.reference}.pdf`, contentType: 'application/pdf', content: facts.pdf },
      {
        filename: 'event.ics',
        contentType: 'text/calendar; charset=utf-8',
        content: calendarEntry(order, event, orderUrl),
      },
    ],
  };
}

export function refundMail({ order, orderUrl, locale }: OrderMail, reason: string, amountMinor: number): Mail {
  const say = mailWords[locale];
  const total = formatMoney({ amountMinor, currency: order.total.currency }, locale);
  const why = reasonWords({ order, orderUrl, locale }, reason);
  const subject = fill(say.refundedSubject, { total });
  const mail = {
    locale,
    subject,
    title: fill(say.refundedTitle, { total }),
    paragraphs: [[why], [say.refundedDelay]],
    button: { label: say.order, url: orderUrl },
    small: [order.reference],
  };
  return { subject, ...renderMail(mail), attachments: [] };
}

/** The money was only promised, and nothing was given for it. */
export function notChargedMail(order: OrderMail, reason: string, amountMinor: number): Mail {
  const say = mailWords[order.locale];
  return noticeMail(order, {
    amountMinor,
    subject: say.notChargedSubject,
    why: reasonWords(order, reason),
    next: say.notChargedText,
  });
}

/** The tickets are void: their money did not come, or went back from the provider's own pages. */
export function unpaidMail(order: OrderMail, reason: string): Mail {
  const say = mailWords[order.locale];
  const why = reason === 'money_not_taken' ? say.unpaidWhy : say.refundedElsewhereWhy;
  const next = order.order.giftCards.length > 0 ? `${say.unpaidText} ${say.giftCardsAgain}` : say.unpaidText;
  return noticeMail(order, { subject: say.unpaidSubject, why, next, amountMinor: order.order.toPay.amountMinor });
}

/** Where to send the money, how much and until when; only the amount when it is not waited for any more. */
export function transferMail({ order, orderUrl, locale }: OrderMail): Mail {
  const say = mailWords[locale];
  const { performance, transfer, reference } = order;
  const event = inLocale(performance.title, locale);
  const total = formatMoney(transfer?.amount ?? order.total, locale);
  const until = transfer
    ? format(transfer.until, performance.timeZone, locale, { dateStyle: 'full', timeStyle: 'short' })
    : '';
  const filled = (words: string) => fill(words, { event, total, until, reference });
  const account = transfer && [
    `${say.transferHolder} ${transfer.holder}`,
    `IBAN ${inGroups(transfer.iban)}`,
    ...(transfer.bic ? [`BIC ${transfer.bic}`] : []),
    `${say.transferReference} ${inGroups(transfer.reference)}`,
    `${say.transferAmount} ${total}`,
  ];
  const subject = filled(transfer ? say.transferSubject : say.transferOverSubject);
  const mail = {
    locale,
    subject,
    title: subject,
    paragraphs: account ? [[filled(say.transferText)], account, [filled(say.transferAfter)]] : [[say.transferOver]],
    button: { label: say.order, url: orderUrl },
    small: [reference],
  };
  return { subject, ...renderMail(mail), attachments: [] };
}

/** Tickets were cancelled: which, what goes back, and what stays. */
export function cancelledMail(
  { order, orderUrl, locale }: OrderMail,
  facts: { readonly cancellationId: string; readonly refundMinor: number },
): Mail {
  const say = mailWords[locale];
  const event = inLocale(order.performance.title, locale);
  const cancellation = order.cancellations.find(({ id }) => id === facts.cancellationId);
  const ids = cancellation?.tickets ?? [];
  const gone = order.tickets.filter(({ id }) => ids.includes(id));
  const left = order.tickets.filter(({ status }) => status === 'valid').length;
  const total = formatMoney({ amountMinor: facts.refundMinor, currency: order.total.currency }, locale);
  const counted = (words: { readonly one: string; readonly other: string }, count: number) =>
    fill(count === 1 ? words.one : words.other, { count, event });
  const subject =
    facts.refundMinor > 0 ? fill(say.refundedSubject, { total }) : counted(say.cancelledSubject, gone.length);
  const mail = {
    locale,
    subject,
    title: subject,
    paragraphs: [
      [counted(say.cancelledText, gone.length), ...gone.map(({ place }) => place)],
      refundWords(cancellation, facts.refundMinor, locale),
      [left > 0 ? counted(say.ticketsLeft, left) : say.noTicketsLeft],
    ],
    button: { label: say.order, url: orderUrl },
    small: [order.reference],
  };
  return { subject, ...renderMail(mail), attachments: [] };
}

/** Where the money goes: each way in a line of its own where there are several. */
function refundWords(
  cancellation: Order['cancellations'][number] | undefined,
  refundMinor: number,
  locale: Locale,
): string[] {
  const say = mailWords[locale];
  if (refundMinor === 0) return [say.cancelledNothing];
  const onCards = cancellation?.toGiftCards.amountMinor ?? 0;
  const onNewCard = cancellation?.toNewGiftCard.amountMinor ?? 0;
  if (!cancellation || onCards + onNewCard === 0) return [say.cancelledDelay];
  const ways = [
    [say.cancelledOnCard, onCards],
    [say.cancelledNewCard, onNewCard],
    [say.cancelledPayment, refundMinor - onCards - onNewCard],
  ] as const;
  const { currency } = cancellation.refund;
  return ways.flatMap(([words, amountMinor]) =>
    amountMinor > 0 ? [fill(words, { amount: formatMoney({ amountMinor, currency }, locale) })] : [],
  );
}

/** The seller did not agree to a cancellation that was asked for. */
export function rejectedMail(order: OrderMail, note: string): Mail {
  const say = mailWords[order.locale];
  return noticeMail(order, { subject: say.rejectedSubject, why: say.rejectedText, next: note });
}

function reasonWords({ order, locale }: OrderMail, reason: string): string {
  const say = mailWords[locale];
  const reasons: Readonly<Record<string, string>> = say.refundedReasons;
  const event = inLocale(order.performance.title, locale);
  return fill(reasons[reason] ?? say.refundedReasons.seats_gone, { event, reference: order.reference });
}

function noticeMail(
  { order, orderUrl, locale }: OrderMail,
  words: { readonly subject: string; readonly why: string; readonly next: string; readonly amountMinor?: number },
): Mail {
  const say = mailWords[locale];
  const event = inLocale(order.performance.title, locale);
  const total = formatMoney({ ...order.total, amountMinor: words.amountMinor ?? order.total.amountMinor }, locale);
  const filled = (text: string) => fill(text, { event, reference: order.reference, total });
  const subject = filled(words.subject);
  const mail = {
    locale,
    subject,
    title: subject,
    paragraphs: [[filled(words.why)], [filled(words.next)]],
    button: { label: say.order, url: orderUrl },
    small: [order.reference],
  };
  return { subject, ...renderMail(mail), attachments: [] };
}

export function verificationMail(url: string, locale: Locale): Mail {
  const say = mailWords[locale];
  const mail = {
    locale,
    subject: say.verifySubject,
    title: say.verifyTitle,
    paragraphs: [[say.verifyText]],
    button: { label: say.verifyButton, url },
    small: [say.verifyOther],
  };
  return { subject: say.verifySubject, ...renderMail(mail), attachments: [] };
}

function placeWords(line: Order['lines'][number], locale: Locale): string {
  const say = mailWords[locale];
  const seat =
    line.row === null
      ? say.free
      : `${fill(say.row, { row: line.row })}, ${fill(say.seat, { seat: line.number ?? '' })}`;
  return [line.zone, seat, inLocale(line.tariff, locale), formatMoney(line.price, locale)].join(' · ');
}

function calendarEntry({ id, performance, reference }: Order, event: string, url: string): Buffer {
  const calendar = new ICalCalendar({ prodId: { company: 'Tessera', product: 'tickets' } });
  calendar.createEvent({
    id: `${id}@tessera`,
    start: new Date(performance.startsAt),
    end: new Date(performance.endsAt),
    summary: event,
    description: reference,
    location: `${performance.venue}, ${performance.address}, ${performance.city}`,
    url,
  });
  return Buffer.from(calendar.toString());
}

function format(iso: string, timeZone: string, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  return formatDate(new Date(iso), locale, { ...options, timeZone });
}
