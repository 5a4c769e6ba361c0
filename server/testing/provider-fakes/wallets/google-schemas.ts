import { createHmac } from 'node:crypto';
import { z } from 'zod';

const word = z.strictObject({ language: z.string().regex(/^[a-z]{2}$/), value: z.string().min(1) });
const localized = z.strictObject({ defaultValue: word, translatedValues: z.array(word).optional() });
export const zonedDate = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
const id = z.string().regex(/^\d+\.[\w.-]{1,100}$/);
const point = z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) });
const image = z.strictObject({
  sourceUri: z.strictObject({ uri: z.url() }),
  contentDescription: localized.optional(),
});

/** What Google Wallet asks of the class of an event, as far as we use it; names it does not know it refuses. */
export const EventTicketClass = z.strictObject({
  id,
  issuerName: z.string().min(1),
  reviewStatus: z.enum(['DRAFT', 'UNDER_REVIEW']),
  eventName: localized,
  eventId: z.string().max(64).optional(),
  venue: z.strictObject({ name: localized, address: localized }).optional(),
  dateTime: z.strictObject({ doorsOpen: zonedDate, start: zonedDate, end: zonedDate }).partial().optional(),
  logo: image.optional(),
  hexBackgroundColor: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .optional(),
  merchantLocations: z.array(point).max(10).optional(),
  multipleDevicesAndHoldersAllowedStatus: z
    .enum(['MULTIPLE_HOLDERS', 'ONE_USER_ALL_DEVICES', 'ONE_USER_ONE_DEVICE'])
    .optional(),
});

const digitsAsked = /\{totp_value_(\d+)\}/g;

/** Google knows one way to count, and wants the key of each number that the pattern names, in hexadecimal digits. */
const RotatingBarcode = z
  .strictObject({
    type: z.literal('QR_CODE'),
    valuePattern: z.string().regex(/\{totp_value_\d+\}/),
    alternateText: z.string().optional(),
    totpDetails: z.strictObject({
      algorithm: z.literal('TOTP_SHA1'),
      periodMillis: z.string().regex(/^[1-9]\d{0,8}$/),
      parameters: z
        .array(z.strictObject({ key: z.string().regex(/^([0-9A-Fa-f]{2})+$/), valueLength: z.int().min(1).max(9) }))
        .min(1),
    }),
  })
  .refine(({ valuePattern, totpDetails }) =>
    [...valuePattern.matchAll(digitsAsked)].every(([, index]) => totpDetails.parameters[Number(index)] !== undefined),
  );

/** What a phone with Google Wallet shows of it at a moment. */
export function shownByGoogle({ valuePattern, totpDetails }: z.infer<typeof RotatingBarcode>, at: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / Number(totpDetails.periodMillis))));
  return valuePattern.replace(digitsAsked, (_, index: string) => {
    const { key = '', valueLength = 0 } = totpDetails.parameters[Number(index)] ?? {};
    const mac = createHmac('sha1', Buffer.from(key, 'hex')).update(counter).digest();
    const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
    return String(number % 10 ** valueLength).padStart(valueLength, '0');
  });
}

export const EventTicketObject = z.strictObject({
  id,
  classId: id,
  state: z.enum(['ACTIVE', 'COMPLETED', 'EXPIRED', 'INACTIVE']),
  ticketHolderName: z.string().optional(),
  ticketNumber: z.string().optional(),
  ticketType: localized.optional(),
  reservationInfo: z.strictObject({ confirmationCode: z.string() }).optional(),
  seatInfo: z
    .strictObject({ gate: localized, section: localized, row: localized, seat: localized })
    .partial()
    .optional(),
  validTimeInterval: z
    .strictObject({ start: z.strictObject({ date: zonedDate }), end: z.strictObject({ date: zonedDate }) })
    .optional(),
  barcode: z
    .strictObject({ type: z.literal('QR_CODE'), value: z.string().min(1), alternateText: z.string().optional() })
    .nullable()
    .optional(),
  rotatingBarcode: RotatingBarcode.nullable().optional(),
  groupingInfo: z.strictObject({ groupingId: z.string(), sortIndex: z.int() }).optional(),
});
