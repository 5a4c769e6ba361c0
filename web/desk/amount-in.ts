import { type Currency, fromDecimal, isCurrency } from '@tessera/contract/money';
import { textIn } from '../client/read.ts';

/** What is typed, with a comma or a point; nothing is zero. */
export function amountIn(form: FormData, name: string): { amountMinor: number; currency: Currency } | undefined {
  const currency = textIn(form, 'currency');
  if (!isCurrency(currency)) return undefined;
  try {
    const { amountMinor } = fromDecimal(textIn(form, name).replace(/\s/g, '').replace(',', '.') || '0', currency);
    return amountMinor < 0 ? undefined : { amountMinor, currency };
  } catch {
    return undefined;
  }
}
