import { z } from 'zod';
import { zonedDate } from './google-schemas.ts';

const colour = z.string().regex(/^rgb\((25[0-5]|2[0-4]\d|1?\d?\d)(, ?(25[0-5]|2[0-4]\d|1?\d?\d)){2}\)$/);
const dateStyle = z.enum(['None', 'Short', 'Medium', 'Long', 'Full'].map((name) => `PKDateStyle${name}`));
const field = z.strictObject({
  key: z.string().min(1),
  label: z.string().optional(),
  value: z.string(),
  changeMessage: z.string().includes('%@').optional(),
  dateStyle: dateStyle.optional(),
  timeStyle: dateStyle.optional(),
  ignoresTimeZone: z.boolean().optional(),
});
const fields = z.array(field);
/** With its distance from UTC, or in UTC, as W3C writes dates. */
const date = z.iso.datetime({ offset: true });
const point = z.strictObject({ latitude: z.number(), longitude: z.number() });
const day = 86_400_000;

/** What Apple asks of pass.json of an event ticket, as far as we use it; keys it does not know are refused. */
export const PassJson = z
  .strictObject({
    formatVersion: z.literal(1),
    passTypeIdentifier: z.string().regex(/^pass\./),
    teamIdentifier: z.string().length(10),
    serialNumber: z.string().min(1),
    organizationName: z.string().min(1),
    description: z.string().min(1),
    logoText: z.string().optional(),
    webServiceURL: z.url(),
    authenticationToken: z.string().min(16),
    foregroundColor: colour,
    backgroundColor: colour,
    labelColor: colour,
    voided: z.boolean(),
    sharingProhibited: z.boolean(),
    groupingIdentifier: z.string(),
    expirationDate: date,
    relevantDates: z
      .array(
        z
          .strictObject({ startDate: date, endDate: date })
          .refine(({ startDate, endDate }) => Date.parse(endDate) - Date.parse(startDate) <= day),
      )
      .min(1),
    locations: z.array(point).max(10).optional(),
    barcodes: z
      .array(
        z.strictObject({
          format: z.literal('PKBarcodeFormatQR'),
          message: z.string().regex(/^[\x20-\x7e]+$/),
          messageEncoding: z.literal('iso-8859-1'),
          altText: z.string(),
        }),
      )
      .length(1)
      .optional(),
    semantics: z.strictObject({
      eventName: z.string(),
      eventType: z.string().regex(/^PKEventType[A-Z]\w+$/),
      eventStartDate: zonedDate,
      eventEndDate: zonedDate,
      venueName: z.string(),
      venueDoorsOpenDate: zonedDate,
      venueLocation: point.optional(),
      venueEntranceGate: z.string().optional(),
      seats: z.array(
        z.strictObject({ seatSection: z.string(), seatRow: z.string(), seatNumber: z.string() }).partial(),
      ),
    }),
    eventTicket: z.strictObject({
      headerFields: fields.max(3),
      primaryFields: fields.length(1),
      secondaryFields: fields.max(4),
      auxiliaryFields: fields.max(4),
      backFields: fields,
      additionalInfoFields: fields.length(0).optional(),
    }),
  })
  .refine(({ voided, barcodes }) => voided === (barcodes === undefined), 'a void pass has no code, any other has one')
  .refine(({ eventTicket }) => {
    const keys = Object.values(eventTicket).flatMap((group = []) => group.map(({ key }) => key));
    return new Set(keys).size === keys.length;
  }, 'keys of fields are told apart');
export type PassJson = z.infer<typeof PassJson>;
