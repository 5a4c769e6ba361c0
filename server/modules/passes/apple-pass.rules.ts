import { inLocale, type Locale, type LocalText, locales } from '@tessera/contract/text';
import { expiryOf, isIdle, type PassWords, zonedInstant } from './pass-words.rules.ts';

export type AppleIssuer = {
  readonly passTypeId: string;
  readonly teamId: string;
  /** Where phones ask whether a pass changed; with a slash at the end. */
  readonly webServiceUrl: string;
  /** By which a phone shows that it has this pass. */
  readonly authenticationToken: string;
};
/** pass.json and the words of each language in its place: what is written in pass.json is the key to both. */
export type ApplePass = {
  readonly json: Readonly<Record<string, unknown>>;
  readonly strings: Readonly<Record<Locale, Readonly<Record<string, string>>>>;
};

const labels = {
  starts: { en: 'Starts', fr: 'Début' },
  doors: { en: 'Doors', fr: 'Portes' },
  venue: { en: 'Venue', fr: 'Lieu' },
  place: { en: 'Place', fr: 'Place' },
  row: { en: 'Row', fr: 'Rang' },
  seat: { en: 'Seat', fr: 'Siège' },
  gate: { en: 'Gate', fr: 'Porte' },
  tariff: { en: 'Ticket type', fr: 'Tarif' },
  holder: { en: 'Holder', fr: 'Titulaire' },
  order: { en: 'Order', fr: 'Commande' },
  ticket: { en: 'Ticket', fr: 'Billet' },
  address: { en: 'Address', fr: 'Adresse' },
  organiser: { en: 'Organiser', fr: 'Organisateur' },
  terms: { en: 'Conditions', fr: 'Conditions' },
  once: {
    en: 'This code lets one person in once. Keep it to yourself: whoever shows it first goes in.',
    fr: 'Ce code donne droit à une entrée. Gardez-le pour vous : la première personne qui le présente entre.',
  },
  void: {
    en: 'This ticket is cancelled and lets nobody in.',
    fr: 'Ce billet est annulé et ne donne plus accès.',
  },
  suspended: {
    en: 'This ticket is suspended and lets nobody in for now. Its page says what to do.',
    fr: 'Ce billet est suspendu et ne donne pas accès pour le moment. Sa page dit quoi faire.',
  },
  changes: {
    en: 'Only a code that changes lets in, and this wallet cannot show one. Open the page of the ticket.',
    fr: 'Seul un code qui change donne accès, et ce portefeuille ne peut pas en montrer. Ouvrez la page du billet.',
  },
  newTerms: { en: '%@', fr: '%@' },
  newTime: { en: 'It now starts at: %@', fr: 'Nouvelle heure de début : %@' },
  newDoors: { en: 'Doors now open at: %@', fr: 'Nouvelle heure d’ouverture des portes : %@' },
  newVenue: { en: 'New venue: %@', fr: 'Nouveau lieu : %@' },
  newGate: { en: 'Your gate is now: %@', fr: 'Votre porte est désormais : %@' },
  newRow: { en: 'Your row is now: %@', fr: 'Votre rang est désormais : %@' },
  newSeat: { en: 'Your seat is now: %@', fr: 'Votre siège est désormais : %@' },
} satisfies Record<string, LocalText>;

const eventTypes: Readonly<Record<string, string>> = {
  football: 'PKEventTypeSports',
  basketball: 'PKEventTypeSports',
  concert: 'PKEventTypeLivePerformance',
  show: 'PKEventTypeLivePerformance',
  theatre: 'PKEventTypeLivePerformance',
  conference: 'PKEventTypeConference',
  cinema: 'PKEventTypeMovie',
  masterclass: 'PKEventTypeWorkshop',
  club: 'PKEventTypeSocialGathering',
};

/**
 * The pass of a ticket for Apple Wallet. One that lets nobody in has no code and says so; nothing is left out that a phone had
 * shown.
 */
export function applePass(words: PassWords, issuer: AppleIssuer): ApplePass {
  const lexicon = new Map<string, LocalText>();
  const say = (text: LocalText): string => {
    const key = inLocale(text, 'en');
    if (key !== '' && !lexicon.has(key)) lexicon.set(key, text);
    return key;
  };
  const { evening, code } = words;
  const hasCode = code !== null && !isIdle(words) && evening.rotating !== 'required';
  const json = {
    formatVersion: 1,
    passTypeIdentifier: issuer.passTypeId,
    teamIdentifier: issuer.teamId,
    serialNumber: words.ticketId,
    organizationName: evening.organiser,
    description: say(prefixed(labels.ticket, evening.title)),
    logoText: evening.organiser,
    webServiceURL: issuer.webServiceUrl,
    authenticationToken: issuer.authenticationToken,
    foregroundColor: 'rgb(255, 255, 255)',
    backgroundColor: 'rgb(20, 22, 43)',
    labelColor: 'rgb(196, 181, 253)',
    voided: !hasCode,
    sharingProhibited: false,
    groupingIdentifier: words.orderId,
    expirationDate: expiryOf(evening),
    relevantDates: [relevantDate(words)],
    ...(evening.point ? { locations: [evening.point] } : {}),
    ...(hasCode ? { barcodes: [qrCode(code, words.serial)] } : {}),
    semantics: semanticsOf(words, say),
    eventTicket: fieldsOf(words, say),
  };
  const strings = Object.fromEntries(locales.map((locale) => [locale, stringsOf(lexicon, locale)]));
  return { json, strings: strings as ApplePass['strings'] };
}

function qrCode(message: string, altText: string) {
  return { format: 'PKBarcodeFormatQR', message, messageEncoding: 'iso-8859-1', altText };
}

const dayMilliseconds = 86_400_000;

/** From doors to end, and never more than the day that Apple allows. */
function relevantDate({ evening: { doorsAt, endsAt, timeZone } }: PassWords) {
  const until = Math.min(Date.parse(endsAt), Date.parse(doorsAt) + dayMilliseconds);
  return {
    startDate: zonedInstant(doorsAt, timeZone),
    endDate: zonedInstant(new Date(until).toISOString(), timeZone),
  };
}

type Say = (text: LocalText) => string;

function fieldsOf(words: PassWords, say: Say) {
  const { evening, row, number, gates } = words;
  const { venue, address, city, organiser, timeZone } = evening;
  // The clock of the place, wherever the phone is.
  const moment = { ignoresTimeZone: true, dateStyle: 'PKDateStyleShort', timeStyle: 'PKDateStyleShort' };
  const field = (key: string, label: LocalText, value: string, change?: LocalText) => {
    return { key, label: say(label), value, ...(change ? { changeMessage: say(change) } : {}) };
  };
  const starts = field('starts', labels.starts, zonedInstant(evening.startsAt, timeZone), labels.newTime);
  const doors = field('doors', labels.doors, zonedInstant(evening.doorsAt, timeZone), labels.newDoors);
  return {
    headerFields: [{ ...starts, ...moment }],
    primaryFields: [{ key: 'event', value: say(evening.title) }],
    secondaryFields: [
      field('venue', labels.venue, venue, labels.newVenue),
      { ...doors, ...moment, dateStyle: 'PKDateStyleNone' },
      ...(gates.length > 0 ? [field('gate', labels.gate, gates.join(', '), labels.newGate)] : []),
    ],
    auxiliaryFields: [
      field('place', labels.place, words.zone),
      ...(row === null ? [] : [field('row', labels.row, row, labels.newRow)]),
      ...(number === null ? [] : [field('seat', labels.seat, number, labels.newSeat)]),
      field('tariff', labels.tariff, say(words.tariff)),
    ],
    backFields: [
      ...(words.holder ? [field('holder', labels.holder, words.holder)] : []),
      field('order', labels.order, words.orderReference),
      field('ticket', labels.ticket, words.serial),
      field('address', labels.address, `${venue}\n${address}\n${city}`),
      field('organiser', labels.organiser, organiser),
      field('terms', labels.terms, say(termsOf(words)), labels.newTerms),
    ],
  };
}

function termsOf({ code, isSuspended, evening }: PassWords): LocalText {
  if (code === null) return labels.void;
  if (isSuspended) return labels.suspended;
  return evening.rotating === 'required' ? labels.changes : labels.once;
}

function semanticsOf({ evening, row, number, zone, gates }: PassWords, say: Say) {
  const { timeZone, point } = evening;
  const seat = {
    ...(zone ? { seatSection: zone } : {}),
    ...(row === null ? {} : { seatRow: row }),
    ...(number === null ? {} : { seatNumber: number }),
  };
  return {
    eventName: say(evening.title),
    eventType: eventTypes[evening.category] ?? 'PKEventTypeGeneric',
    eventStartDate: zonedInstant(evening.startsAt, timeZone),
    eventEndDate: zonedInstant(evening.endsAt, timeZone),
    venueName: evening.venue,
    venueDoorsOpenDate: zonedInstant(evening.doorsAt, timeZone),
    ...(point ? { venueLocation: point } : {}),
    ...(gates.length > 0 ? { venueEntranceGate: gates.join(', ') } : {}),
    seats: [seat],
  };
}

function prefixed(label: LocalText, text: LocalText): LocalText {
  const spoken = (locale: Locale) => `${inLocale(label, locale)} · ${inLocale(text, locale)}`;
  return { fr: spoken('fr'), en: spoken('en') };
}

/** Keys and values as a strings file takes them between its quotes. */
function stringsOf(lexicon: ReadonlyMap<string, LocalText>, locale: Locale): Record<string, string> {
  return Object.fromEntries([...lexicon].map(([key, text]) => [quotable(key), quotable(inLocale(text, locale))]));
}

function quotable(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\r', '').replaceAll('\n', '\\n');
}
