import type { GivenServer } from './given-a-server.ts';
import { type FakeStripe, givenAPayingServer } from './payout-desk.ts';
import { givenWallets } from './provider-fakes/wallets/given-wallets.ts';

/** The product with everything that it may be set up with, beside stand-ins that stop with it. */
export async function givenAWholeServer(): Promise<{ readonly server: GivenServer; readonly stripe: FakeStripe }> {
  const wallets = await givenWallets();
  const { server, stripe } = await givenAPayingServer({ wallets: wallets.config });
  const stop = async () => {
    await server.stop();
    await wallets.close();
  };
  return { server: { ...server, stop }, stripe };
}
