import { z } from 'zod';
import { cancellationReasons, refundWays } from '../cancellation.ts';
import { Cursor, Id, Instant, Limit, LocalText, Money } from './values.ts';

export const discountRules = ['keep', 'claw_back', 're_price'] as const;

const discountRule = z
  .enum(discountRules)
  .describe(
    'When a part of an order is cancelled: keep: what was paid for a ticket goes back; claw_back: a discount whose condition the rest does not meet is taken back; re_price: the rest costs what it would have cost alone',
  );
const backBasisPoints = z.int().min(1).max(10_000).describe('What goes back of the price: 5000 is half of it');

export const PublishRefundPolicy = z
  .strictObject({
    discountRule,
    steps: z
      .array(
        z.strictObject({
          hoursBefore: z.int().min(0).max(17_520).describe('Until so many hours before the start'),
          backBasisPoints,
          cancellationFeeMinor: z
            .int()
            .min(0)
            .max(1_000_000_000)
            .default(0)
            .describe(
              'Kept of that for each ticket, in minor units of the performance’s currency; never more than goes back for it',
            ),
          isFeeReturned: z.boolean().describe('Whether booking fees go back too'),
        }),
      )
      .min(1)
      .max(10),
    needsApproval: z.boolean().default(false).describe('Staff look at every cancellation of a buyer first'),
    approvalAboveMinor: z
      .int()
      .min(0)
      .max(1_000_000_000)
      .nullable()
      .default(null)
      .describe('A second person approves what gives back more than this, in minor units'),
  })
  .superRefine(({ steps }, context) => {
    const hours = steps.map(({ hoursBefore }) => hoursBefore);
    if (new Set(hours).size !== hours.length)
      context.addIssue({ code: 'custom', message: 'duplicate_step', path: ['steps'] });
  })
  .meta({ id: 'PublishRefundPolicy' });

export const RefundPolicy = z
  .object({
    version: z.int(),
    discountRule,
    steps: z
      .array(
        z.object({
          until: Instant,
          hoursBefore: z.int(),
          backBasisPoints,
          cancellationFee: Money.describe('Kept of that for each ticket, never more than goes back for it'),
          isFeeReturned: z.boolean(),
        }),
      )
      .describe('From the earliest to the latest; after the last one nothing goes back'),
    needsApproval: z.boolean(),
    approvalAbove: Money.nullable(),
  })
  .meta({ id: 'RefundPolicy' });

const tickets = z
  .array(Id)
  .min(1)
  .max(100)
  .refine((ids) => new Set(ids).size === ids.length, { error: 'duplicate_ticket' });
const reason = z
  .enum(cancellationReasons)
  .default('buyer_request')
  .describe('Buyers have one; the others are for staff, and give everything back');

const refundTo = z
  .enum(refundWays)
  .default('original')
  .describe('gift_card: at the buyer’s wish, what would go back by the payment comes on a new gift card');

export const PreviewCancellation = z.strictObject({ tickets, reason, refundTo }).meta({ id: 'PreviewCancellation' });

/** Where a refund goes: first to the gift cards that paid, the rest by the payment, or on a new gift card. */
const RefundParts = z.object({
  giftCards: z.array(z.object({ end: z.string(), amount: Money })),
  newGiftCard: Money.describe(
    'On a gift card that is mailed to the buyer: at their wish, or because one that paid cannot be used',
  ),
  payment: Money.describe('By the way it was paid'),
});

/**
 * refund: sent back for these tickets, as refundParts say. kept: by the seller, feesKept of it booking fees and
 * cancellationFees for the cancelling.
 * sentBackBefore: what of it went back from the provider’s own pages.
 */
export const CancellationPreview = z
  .object({
    tickets: z.array(z.object({ id: Id, place: z.string(), paid: Money, refund: Money, isUsed: z.boolean() })),
    paid: Money,
    refund: Money,
    refundParts: RefundParts,
    provider: z.string().nullable().describe('Where the payment was made; null: gift cards paid all of it'),
    kept: Money,
    sentBackBefore: Money,
    feesKept: Money,
    cancellationFees: Money,
    until: Instant.nullable().describe('Until when it is so; null: it does not depend on the time'),
    needsApproval: z.boolean().describe('Somebody of the seller looks at it first'),
  })
  .meta({ id: 'CancellationPreview' });

/** expectedRefund: as the preview said; refused when it is another by now. */
export const CancelTickets = z
  .strictObject({
    tickets,
    reason,
    refundTo,
    expectedRefund: Money,
    coversUsed: z.boolean().default(false).describe('Staff only, with a note: also tickets that somebody came in with'),
    note: z.string().trim().max(500).default(''),
  })
  .meta({ id: 'CancelTickets' });

export const cancellationStatuses = ['requested', 'done', 'rejected'] as const;
export const Cancellation = z
  .object({
    id: Id,
    order: Id,
    status: z.enum(cancellationStatuses),
    reason: z.enum(cancellationReasons),
    tickets: z.array(Id),
    refund: Money.describe(
      'Due for these tickets; of it, what went back from the provider’s own pages before is not sent again',
    ),
    refundTo: z.enum(refundWays),
    toGiftCards: Money.describe('What of the refund went to gift cards that paid'),
    toNewGiftCard: Money.describe('What of it came on a new gift card'),
    requestedAt: Instant,
    decidedAt: Instant.nullable(),
    decisionNote: z.string(),
  })
  .meta({ id: 'Cancellation' });

export const CancellationRequest = Cancellation.extend({
  reference: z.string(),
  title: LocalText,
  buyer: z.string(),
  toSend: Money.describe('What is sent when it is approved now: less than is due where a part went back before'),
  note: z.string(),
  requestedBy: Id.nullable().describe('null: the buyer, by the link of the order'),
}).meta({ id: 'CancellationRequest' });
export const CancellationRequestPage = z
  .object({ items: z.array(CancellationRequest), next: Cursor.nullable() })
  .meta({ id: 'CancellationRequestPage' });
export const ListCancellationRequests = z.strictObject({ cursor: Cursor.optional(), limit: Limit });

export const DecideCancellation = z
  .strictObject({ note: z.string().trim().max(500).default('') })
  .meta({ id: 'DecideCancellation' });
export const RejectCancellation = z
  .strictObject({ note: z.string().trim().min(1).max(500).describe('What the buyer is told') })
  .meta({ id: 'RejectCancellation' });
