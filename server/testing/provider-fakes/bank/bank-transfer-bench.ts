import { inGroups } from '@tessera/contract/iban';
import { readBankStatement } from '../../../modules/payments/bank-statement.ts';
import { bankTransferProvider } from '../../../modules/payments/providers/bank-transfer.ts';
import type { Bench } from '../../../modules/payments/providers/conformance/bench.ts';
import type { StartRequest } from '../../../modules/payments/providers/provider.ts';
import { decideEntry, type ExpectedTransfer } from '../../../modules/payments/transfer.rules.ts';
import { type Credit, camtFile } from './camt-file.ts';

/** The bank's side: it books what buyers send, and says so in a statement, which is all that is ever heard of it. */
export async function bankTransferBench(): Promise<Bench> {
  const expected = new Map<string, ExpectedTransfer>();
  const booked: Credit[] = [];
  const inner = bankTransferProvider();
  const start = async (request: StartRequest) => {
    const started = await inner.start(request);
    const { paymentId, amountMinor, currency } = request;
    const reference = started.providerPaymentId;
    expected.set(reference, { paymentId, reference, amountMinor, currency, isPaid: false });
    return started;
  };
  return {
    provider: { ...inner, start },
    currency: 'EUR',
    pay: async (reference) => {
      const { amountMinor = 0 } = expected.get(reference) ?? {};
      booked.push({ id: `B${booked.length}`, amountMinor, remittance: `Billets & frais ${inGroups(reference)}` });
    },
    tell: async ({ paymentId, providerPaymentId }) => {
      const reading = readBankStatement('camt053', camtFile(booked));
      if (!reading.ok) throw new Error(reading.reason);
      const credit = reading.credits.find((one) => {
        const decision = decideEntry(one, expected);
        return decision.ok && decision.paymentId === paymentId;
      });
      const { amountMinor, currency } = credit ?? { amountMinor: 0, currency: 'EUR' };
      return [{ kind: credit ? 'captured' : 'pending', paymentId, providerPaymentId, amountMinor, currency }];
    },
    close: async () => undefined,
  };
}
