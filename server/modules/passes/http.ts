import { readFileSync } from 'node:fs';
import { googleLinkTicketsMax } from '@tessera/contract/google-link';
import type { FastifyReply } from 'fastify';
import type { Ctx } from '../../platform/context.ts';
import { allow, type Guarded } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { listTickets, listTicketsOfOrder, type TicketRow } from '../tickets/index.ts';
import { applePassOf } from './apple-pass-of.ts';
import { googleIds } from './google-pass.rules.ts';
import { handOutPasses } from './hand-out-passes.ts';
import { saveGoogleAsked } from './pass.store.ts';
import type { Apple, Google, Wallets } from './wallets.ts';
import { writeObject } from './write-object.ts';

/** As Google shows it at the head of a ticket. */
const logoOfClasses = readFileSync(new URL('images/google-logo.png', import.meta.url));
const whoMayRead = allow('capability', 'owner', 'agent', 'director', 'admin');

type App = { readonly inTransaction: InTransaction; readonly wallets: Wallets };
type Authorise = (ctx: Ctx, object: Guarded) => void;

export function passRoutes(routes: Routes, app: App): void {
  const { wallets } = app;

  routes.inTransaction('getWallets', allow('anyone'), async (ctx) => {
    return {
      apple: wallets.apple !== undefined && isGood(wallets.apple, ctx.now),
      google: wallets.google !== undefined,
    };
  });

  routes.outside('getWalletLogo', allow('anyone'), async ({ reply }) => {
    return reply.type('image/png').header('cache-control', 'public, max-age=86400').send(logoOfClasses);
  });

  appleRoutes(routes, app);
  googleRoutes(routes, app);
}

function appleRoutes(routes: Routes, { inTransaction, wallets }: App): void {
  const passesOf = async (ctx: Ctx, tickets: readonly TicketRow[], authorise: Authorise) => {
    const good = valid(ctx, tickets, authorise);
    const apple = offered(wallets.apple, (one) => isGood(one, ctx.now));
    const words = await handOutPasses(ctx, good);
    // Apple cannot change a code by itself, and one that does not change opens no door there.
    if (words.some(({ evening }) => evening.rotating === 'required')) throw new Refusal('wallet_code_static');
    return { apple, words, passes: words.map((one) => applePassOf(ctx, one, apple)) };
  };

  routes.outside('getApplePass', whoMayRead, async ({ params, actor, reply, authorise }) => {
    const { apple, words, passes } = await inTransaction(actor, async (ctx) =>
      passesOf(ctx, await listTickets(ctx, [params.ticketId]), authorise),
    );
    const [pass] = passes;
    if (!pass) throw new Refusal('not_found');
    return sendFile(reply, await apple.packer.pack(pass), 'pkpass', words[0]?.serial);
  });

  routes.outside('getOrderApplePasses', whoMayRead, async ({ params, actor, reply, authorise }) => {
    const { apple, words, passes } = await inTransaction(actor, async (ctx) =>
      passesOf(ctx, await listTicketsOfOrder(ctx, params.orderId), authorise),
    );
    return sendFile(reply, await apple.packer.packAll(passes), 'pkpasses', words[0]?.orderReference);
  });
}

function googleRoutes(routes: Routes, { inTransaction, wallets }: App): void {
  /** One transaction notes what is wanted; then, with none open, Google is told; the link names what is there. */
  const save = async (tickets: readonly TicketRow[], google: Google) => {
    for (const { id } of tickets) {
      await writeObject({ inTransaction, google }, id).catch((error: unknown) => {
        const refusal = new Refusal('wallet_unavailable');
        refusal.cause = error;
        throw refusal;
      });
    }
    const { issuerId } = google.issuer;
    const ids = tickets.map(({ id: ticketId, performanceId }) => googleIds({ ticketId, performanceId }, issuerId));
    return { url: await google.transport.saveLink(ids, google.origin) };
  };
  const ask = async (ctx: Ctx, tickets: readonly TicketRow[], authorise: Authorise) => {
    const good = valid(ctx, tickets, authorise);
    const google = offered(wallets.google);
    if (good.length > googleLinkTicketsMax) throw new Refusal('too_many_for_a_link');
    await handOutPasses(ctx, good);
    await saveGoogleAsked(
      ctx,
      good.map(({ id }) => id),
    );
    return { good, google };
  };

  routes.outside('saveToGoogleWallet', whoMayRead, async ({ params, actor, authorise }) => {
    const { good, google } = await inTransaction(actor, async (ctx) =>
      ask(ctx, await listTickets(ctx, [params.ticketId]), authorise),
    );
    return save(good, google);
  });

  routes.outside('saveOrderToGoogleWallet', whoMayRead, async ({ params, actor, authorise }) => {
    const { good, google } = await inTransaction(actor, async (ctx) =>
      ask(ctx, await listTicketsOfOrder(ctx, params.orderId), authorise),
    );
    return save(good, google);
  });
}

/** Those that are not void. Throws not_found when there are none, or none for this caller. */
function valid(ctx: Ctx, tickets: readonly TicketRow[], authorise: Authorise): TicketRow[] {
  const good = tickets.filter(({ status }) => status === 'valid');
  const [first] = good;
  if (!first) throw new Refusal('not_found');
  const { id, openedBy, organiserId, accountId } = first;
  authorise(ctx, { capabilityOf: [openedBy, id], organiserId, ownerId: accountId });
  return good;
}

function offered<Wallet>(wallet: Wallet | undefined, isGood: (wallet: Wallet) => boolean = () => true): Wallet {
  if (!wallet || !isGood(wallet)) throw new Refusal('wallet_not_offered');
  return wallet;
}

/** A pass that is signed with a certificate which has ended opens on no phone. */
function isGood({ issuer }: Apple, now: Date): boolean {
  return now < issuer.endsAt;
}

function sendFile(reply: FastifyReply, file: Buffer, kind: 'pkpass' | 'pkpasses', name = 'tickets'): FastifyReply {
  return reply
    .type(`application/vnd.apple.${kind}`)
    .header('content-disposition', `attachment; filename="${name.replace(/[^\w-]/g, '')}.${kind}"`)
    .header('cache-control', 'no-store')
    .send(file);
}
