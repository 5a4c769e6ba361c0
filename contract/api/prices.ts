import { z } from 'zod';
import { CurrencyCode, Id, Instant, LocalText } from './values.ts';

export const tariffKinds = ['full', 'reduced', 'child', 'resident', 'member', 'early_bird', 'group', 'vip'] as const;

export const OfferCode = z
  .string()
  .min(1)
  .max(64)
  .describe('Opens offers that are hidden or not on sale for everybody yet');

const code = z.string().min(1).max(40);
const words = z.strictObject({ fr: z.string().min(1).max(200), en: z.string().min(1).max(200).optional() });
const amount = z.int().min(0).max(100_000_000);
const share = z.int().min(0).max(10_000);

const TariffDraft = z.strictObject({
  code: code.regex(/^[a-z0-9]+([-_][a-z0-9]+)*$/),
  kind: z.enum(tariffKinds).describe('That of a code never changes'),
  name: words,
  condition: words.nullish().describe('What a buyer must show or be'),
});

const OfferDraft = z.strictObject({
  tier: code.describe('Code of a tier of the performance'),
  tariff: code.describe('Code of one of the tariffs'),
  priceMinor: amount.describe('Tax included, whole minor units'),
  feeMinor: amount.default(0).describe('A booking fee passed on: it comes on top of the price'),
  absorbedFeeMinor: amount.default(0).describe('A booking fee absorbed: a part of the price'),
  taxBasisPoints: share.default(0).describe('550 is 5.5 %; contained in the price'),
  feeTaxBasisPoints: share.nullish().describe('Contained in the fee; without it the fee is taxed with the price'),
  quantityMin: z.int().min(1).max(100).default(1).describe('From so many places on'),
  placesMax: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullish()
    .describe('Early bird for the first so many places of the tier; then the next price applies'),
  isHidden: z.boolean().default(false).describe('Only for whoever knows a code that opens it'),
  saleOpensAt: Instant.nullish().describe('Before it, only with a code that opens it'),
  saleClosesAt: Instant.nullish(),
});

export const PublishPriceList = z
  .strictObject({
    basedOn: z.int().min(0).describe('The version it is to replace; 0: there is none'),
    currency: CurrencyCode.describe('That of the performance'),
    tariffs: z.array(TariffDraft).min(1).max(30).describe('In the order in which buyers read them'),
    offers: z.array(OfferDraft).min(1).max(180),
  })
  .meta({ id: 'PublishPriceList' });

const Publisher = z.object({ id: Id, name: z.string() }).nullable();

export const PriceList = z
  .object({
    version: z.int(),
    publishedAt: Instant,
    publishedBy: Publisher.describe('null: it came with the performance'),
    isInForce: z.boolean(),
    currency: CurrencyCode,
    tiers: z.array(z.object({ id: Id, code: z.string(), name: LocalText, position: z.int() })),
    tariffs: z.array(
      z.object({
        id: Id,
        code: z.string(),
        kind: z.enum(tariffKinds),
        name: LocalText,
        condition: LocalText.nullable(),
      }),
    ),
    offers: z.array(
      z.object({
        id: Id,
        tier: z.string(),
        tariff: z.string(),
        priceMinor: z.int(),
        feeMinor: z.int(),
        absorbedFeeMinor: z.int(),
        taxBasisPoints: z.int(),
        feeTaxBasisPoints: z.int().nullable(),
        quantityMin: z.int(),
        placesMax: z.int().nullable(),
        placesTaken: z.int().nullable().describe('Held or sold of the first places; null: they are not counted'),
        isHidden: z.boolean(),
        saleOpensAt: Instant.nullable(),
        saleClosesAt: Instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'PriceList' });

const version = z.coerce.number().int().min(1).max(1_000_000_000);
export const GetPriceList = z.strictObject({ version: version.optional().describe('Without it: the one in force') });

export const PriceListHistory = z
  .object({
    items: z.array(z.object({ version: z.int(), publishedAt: Instant, publishedBy: Publisher, offers: z.int() })),
  })
  .meta({ id: 'PriceListHistory' });
export const ListPriceLists = z.strictObject({
  before: version.optional().describe('Only versions older than this one'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
