import { formatDate } from '@tessera/contract/dates';
import { containedTax } from '@tessera/contract/money';

/** What was paid, or given back, for one order line. Minor units; taxes are contained in the amounts. */
export type PaidLine = {
  readonly orderLineId: string;
  readonly description: string;
  readonly priceMinor: number;
  readonly feeMinor: number;
  /** Contained in price + fee, or in the price alone where the fee's tax is known by itself. */
  readonly taxMinor: number;
  readonly taxBasisPoints: number;
  readonly feeTax?: { readonly taxMinor: number; readonly basisPoints: number };
};

export type TaxCategory = 'S' | 'Z' | 'E';
export type Line = {
  readonly orderLineId: string;
  readonly part: 'ticket' | 'fee';
  readonly description: string;
  readonly taxCategory: TaxCategory;
  readonly taxBasisPoints: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
};
export type Tax = Pick<Line, 'taxCategory' | 'taxBasisPoints' | 'netMinor' | 'taxMinor'> & {
  readonly exemptionReason: string;
};
export type Totals = Pick<Line, 'netMinor' | 'taxMinor' | 'grossMinor'>;
export type Amounts = { readonly lines: readonly Line[]; readonly taxes: readonly Tax[]; readonly totals: Totals };

type Wording = { readonly feeWord: string; readonly exemptionReason: string };

/**
 * The lines, the taxes by rate and the totals of a document. What was paid and the tax the order contains stay as they are to
 * the minor unit; a net amount is what is left. Parts that cost nothing have no line.
 */
export function amountsOf(paid: readonly PaidLine[], wording: Wording): Amounts {
  const lines = paid.flatMap((line) => partsOf(line, wording)).filter(({ grossMinor }) => grossMinor > 0);
  return { lines, taxes: taxesOf(lines, wording.exemptionReason), totals: totalsOf(lines) };
}

function partsOf(paid: PaidLine, { feeWord, exemptionReason }: Wording): Line[] {
  const feeTax = paid.feeTax ?? { taxMinor: taxOfFee(paid), basisPoints: paid.taxBasisPoints };
  const ticketTaxMinor = paid.feeTax ? paid.taxMinor : paid.taxMinor - feeTax.taxMinor;
  const part = (which: Line['part'], grossMinor: number, taxMinor: number, basisPoints: number): Line => ({
    orderLineId: paid.orderLineId,
    part: which,
    description: which === 'fee' ? `${feeWord} – ${paid.description}` : paid.description,
    taxCategory: categoryOf(basisPoints, exemptionReason),
    taxBasisPoints: basisPoints,
    netMinor: grossMinor - taxMinor,
    taxMinor,
    grossMinor,
  });
  return [
    part('ticket', paid.priceMinor, ticketTaxMinor, paid.taxBasisPoints),
    part('fee', paid.feeMinor, feeTax.taxMinor, feeTax.basisPoints),
  ];
}

/** The fee's share of a tax contained in price and fee together; neither part gets more tax than it costs. */
function taxOfFee({ priceMinor, feeMinor, taxMinor, taxBasisPoints }: PaidLine): number {
  const least = Math.max(0, taxMinor - priceMinor);
  return Math.max(least, Math.min(containedTax(feeMinor, taxBasisPoints), taxMinor, feeMinor));
}

function categoryOf(basisPoints: number, exemptionReason: string): TaxCategory {
  if (basisPoints > 0) return 'S';
  return exemptionReason === '' ? 'Z' : 'E';
}

function taxesOf(lines: readonly Line[], exemptionReason: string): Tax[] {
  const rates = [...new Set(lines.map(({ taxBasisPoints }) => taxBasisPoints))].sort((a, b) => b - a);
  return rates.map((taxBasisPoints) => {
    const { netMinor, taxMinor } = totalsOf(lines.filter((line) => line.taxBasisPoints === taxBasisPoints));
    const taxCategory = categoryOf(taxBasisPoints, exemptionReason);
    return {
      taxCategory,
      taxBasisPoints,
      netMinor,
      taxMinor,
      exemptionReason: taxCategory === 'E' ? exemptionReason : '',
    };
  });
}

function totalsOf(lines: readonly Line[]): Totals {
  const total = (of: keyof Totals) => lines.reduce((sum, line) => sum + line[of], 0);
  return { netMinor: total('netMinor'), taxMinor: total('taxMinor'), grossMinor: total('grossMinor') };
}

type Part = Pick<Line, 'orderLineId' | 'part' | 'grossMinor'>;

/** Whether what is to be credited, with all that was before, is no more than each part of the invoice. */
export function isWithin(invoiced: readonly Part[], credited: readonly Part[]): boolean {
  const nameOf = ({ orderLineId, part }: Part) => `${orderLineId} ${part}`;
  const left = new Map(invoiced.map((part) => [nameOf(part), part.grossMinor]));
  for (const part of credited) left.set(nameOf(part), (left.get(nameOf(part)) ?? 0) - part.grossMinor);
  return [...left.values()].every((amount) => amount >= 0);
}

export type Kind = 'invoice' | 'credit_note';
const letters: Readonly<Record<Kind, string>> = { invoice: 'F', credit_note: 'A' };

/** The name of a document in its series: `ME-F-2026-000042`. */
export function numberOf(prefix: string, kind: Kind, year: number, place: number): string {
  return `${prefix}-${letters[kind]}-${year}-${String(place).padStart(6, '0')}`;
}

/** The day it is at an instant in a time zone: `2026-07-01`. */
export function dayOf(instant: Date, timeZone: string): string {
  return formatDate(instant, 'sv-SE', { timeZone, dateStyle: 'short' });
}
