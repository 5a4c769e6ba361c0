import type { Bench } from '../../modules/payments/providers/conformance/bench.ts';
import type { AskedPayment, StartRequest } from '../../modules/payments/providers/provider.ts';

export const amountMinor = 9_600;

/** Payments at the provider of a bench, as far as the tests need them to be. */
export function paymentsAt(bench: () => Bench) {
  const aStart = (): StartRequest => ({
    paymentId: crypto.randomUUID(),
    amountMinor,
    currency: bench().currency,
    description: 'TA2026-7KQ4XD',
    returnUrl: 'http://localhost/checkout/return',
    expiresAt: new Date(Date.now() + 1_200_000),
  });
  /** How a payment stands: what the provider answers, or what it tells where it cannot be asked. */
  const ask = async (payment: AskedPayment) => {
    const { tell, provider } = bench();
    return tell ? tell(payment) : provider.poll?.(payment);
  };
  /** Nobody has paid it yet. */
  const unpaid = async () => {
    const request = aStart();
    const { providerPaymentId } = await bench().provider.start(request);
    return { paymentId: request.paymentId, providerPaymentId, amountMinor, currency: bench().currency };
  };
  /** Its buyer has paid, and the provider was asked about it since. */
  const paid = async () => {
    const payment = await unpaid();
    await bench().pay(payment.providerPaymentId);
    await ask(payment);
    return payment;
  };
  /** Its money is taken. */
  const taken = async () => {
    const payment = await paid();
    const { provider } = bench();
    if (provider.captures === 'separate') await provider.capture?.(payment);
    return payment;
  };
  return { aStart, ask, unpaid, paid, taken };
}
