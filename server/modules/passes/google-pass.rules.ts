import { rotationDigits, rotationStepMs } from '@tessera/contract/admission/rotating-code';
import { inLocale, type LocalText } from '@tessera/contract/text';
import { type EveningWords, expiryOf, isIdle, type PassWords, zonedInstant } from './pass-words.rules.ts';

export type GoogleIssuer = {
  readonly issuerId: string;
  /** Where Google reads our logo. */
  readonly logoUrl: string;
};
export type GoogleResource = { readonly id: string } & Readonly<Record<string, unknown>>;

/** The class of a performance at Google: what all its tickets have in common. */
export function googleClass(evening: EveningWords, { issuerId, logoUrl }: GoogleIssuer): GoogleResource {
  const { timeZone, venue, address, city, organiser } = evening;
  return {
    id: classIdOf(issuerId, evening.performanceId),
    issuerName: organiser,
    reviewStatus: 'UNDER_REVIEW',
    eventName: localized(evening.title),
    eventId: evening.performanceId,
    venue: { name: plain(venue), address: plain(`${address}\n${city}`) },
    dateTime: {
      doorsOpen: zonedInstant(evening.doorsAt, timeZone),
      start: zonedInstant(evening.startsAt, timeZone),
      end: zonedInstant(evening.endsAt, timeZone),
    },
    logo: { sourceUri: { uri: logoUrl }, contentDescription: plain(organiser) },
    hexBackgroundColor: '#14162b',
    ...(evening.point ? { merchantLocations: [evening.point] } : {}),
    multipleDevicesAndHoldersAllowedStatus: 'ONE_USER_ALL_DEVICES',
  };
}

/** The object of a ticket at Google. That of a void or suspended ticket stays there, inactive and without a code. */
export function googleObject(words: PassWords, { issuerId }: GoogleIssuer): GoogleResource {
  const { evening, row, number, zone, gates, holder } = words;
  return {
    ...googleIds({ ticketId: words.ticketId, performanceId: evening.performanceId }, issuerId),
    state: isIdle(words) ? 'INACTIVE' : 'ACTIVE',
    ...(holder ? { ticketHolderName: holder } : {}),
    ticketNumber: words.serial,
    ticketType: localized(words.tariff),
    reservationInfo: { confirmationCode: words.orderReference },
    seatInfo: {
      ...(gates.length > 0 ? { gate: plain(gates.join(', ')) } : {}),
      ...(zone ? { section: plain(zone) } : {}),
      ...(row === null ? {} : { row: plain(row) }),
      ...(number === null ? {} : { seat: plain(number) }),
    },
    validTimeInterval: {
      start: { date: zonedInstant(evening.doorsAt, evening.timeZone) },
      end: { date: expiryOf(evening) },
    },
    ...codesOf(words),
    groupingInfo: { groupingId: words.orderId, sortIndex: sortIndexOf(words.serial) },
  };
}

/**
 * Beside a code that changes there is none that does not: it could be copied. A patch leaves alone what it does not name, so
 * what is not shown has to be taken away by name.
 */
function codesOf(words: PassWords) {
  const { code, rotationKey, serial } = words;
  if (code === null || isIdle(words)) return { barcode: null, rotatingBarcode: null };
  const usual = { type: 'QR_CODE', alternateText: serial };
  if (rotationKey === null) return { barcode: { ...usual, value: code }, rotatingBarcode: null };
  const totpDetails = {
    algorithm: 'TOTP_SHA1',
    periodMillis: String(rotationStepMs),
    parameters: [{ key: rotationKey, valueLength: rotationDigits }],
  };
  return { barcode: null, rotatingBarcode: { ...usual, valuePattern: `${code}.{totp_value_0}`, totpDetails } };
}

/** What names a ticket in a link to save it. */
export function googleIds(
  { ticketId, performanceId }: { readonly ticketId: string; readonly performanceId: string },
  issuerId: string,
): { readonly id: string; readonly classId: string } {
  return { id: `${issuerId}.${shortOf(ticketId)}`, classId: classIdOf(issuerId, performanceId) };
}

function classIdOf(issuerId: string, performanceId: string): string {
  return `${issuerId}.${shortOf(performanceId)}`;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The 128 bits of a UUID in 22 letters: links to save several tickets have to stay short. */
function shortOf(uuid: string): string {
  let left = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let place = 0; place < 22; place += 1) {
    text = letters.charAt(Number(left & 63n)) + text;
    left >>= 6n;
  }
  return text;
}

function sortIndexOf(serial: string): number {
  return Number(/\d+$/.exec(serial)?.[0] ?? 0);
}

function localized(text: LocalText) {
  return {
    defaultValue: { language: 'fr', value: text.fr },
    ...(text.en === undefined ? {} : { translatedValues: [{ language: 'en', value: inLocale(text, 'en') }] }),
  };
}

/** Names are the same in every language. */
function plain(value: string) {
  return { defaultValue: { language: 'fr', value } };
}
