import { flouciBench } from '../../../../testing/provider-fakes/flouci/flouci-bench.ts';
import { paypalBench } from '../../../../testing/provider-fakes/paypal/paypal-bench.ts';
import { seventhBench } from '../../../../testing/provider-fakes/seventh/seventh-bench.ts';
import { simulatorBench } from '../../../../testing/provider-fakes/simulator/simulator-bench.ts';
import { stripeBench } from '../../../../testing/provider-fakes/stripe/stripe-bench.ts';
import type { Bench } from './bench.ts';

/** What every provider is tested with; one line each. */
export const benches: Record<string, () => Promise<Bench>> = {
  simulator: simulatorBench,
  stripe: stripeBench,
  paypal: paypalBench,
  flouci: flouciBench,
  seventh: seventhBench,
};
