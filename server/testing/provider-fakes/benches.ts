import type { Bench } from '../../modules/payments/providers/conformance/bench.ts';
import { bankTransferBench } from './bank/bank-transfer-bench.ts';
import { counterBench } from './counter/counter-bench.ts';
import { flouciBench } from './flouci/flouci-bench.ts';
import { paypalBench } from './paypal/paypal-bench.ts';
import { seventhBench } from './seventh/seventh-bench.ts';
import { simulatorBench } from './simulator/simulator-bench.ts';
import { stripeBench } from './stripe/stripe-bench.ts';

/** What every provider is tested with; one line each. */
export const benches: Record<string, () => Promise<Bench>> = {
  simulator: simulatorBench,
  stripe: stripeBench,
  paypal: paypalBench,
  flouci: flouciBench,
  seventh: seventhBench,
  bank_transfer: bankTransferBench,
  counter: counterBench,
};
