import type { Ctx } from '../../platform/context.ts';
import type { Log } from '../../platform/log.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { applePassOf, passSubject } from './apple-pass-of.ts';
import { describePass } from './describe-pass.ts';
import { findPass } from './pass.store.ts';
import { isPhoneKnown, listChangedOn, removeRegistration } from './phone.store.ts';
import { registerPhone } from './register-phone.ts';
import type { Apple, Wallets } from './wallets.ts';

type App = { readonly inTransaction: InTransaction; readonly wallets: Wallets; readonly log: Log };

const whoHasThePass = allow('wallet');
/** Anybody may report: as much of it is taken down as helps. */
const reportsMax = 10;
const reportLengthMax = 300;

/** What phones ask of whoever issued a pass, as Apple lays down; the paths are Apple’s own. requestsPerMinute: by one address. */
export function applePhoneRoutes(
  routes: Routes,
  { inTransaction, wallets, log }: App,
  { requestsPerMinute: perMinute }: { readonly requestsPerMinute: number },
): void {
  routes.outside(
    'registerPhone',
    whoHasThePass,
    async ({ params, body, actor, reply, authorise }) => {
      const isNew = await inTransaction(actor, async (ctx) => {
        authorise(ctx, { walletOf: passSubject(params.serialNumber) });
        await needPass(ctx, wallets, params);
        return registerPhone(ctx, {
          phoneId: params.phoneId,
          pushToken: body.pushToken,
          ticketId: params.serialNumber,
        });
      });
      return reply.code(isNew ? 201 : 200).send();
    },
    { perMinute },
  );

  routes.inTransaction(
    'unregisterPhone',
    whoHasThePass,
    async (ctx, { params, authorise }) => {
      authorise(ctx, { walletOf: passSubject(params.serialNumber) });
      await needPass(ctx, wallets, params);
      await removeRegistration(ctx, params.phoneId, params.serialNumber);
      return undefined;
    },
    { perMinute },
  );

  routes.outside(
    'listChangedPasses',
    allow('anyone'),
    async ({ params, query, actor, reply }) => {
      const changed = await inTransaction(actor, async (ctx) => {
        needPassType(wallets, params.passTypeId);
        if (!(await isPhoneKnown(ctx, params.phoneId))) throw new Refusal('not_found');
        return listChangedOn(ctx, params.phoneId, query.passesUpdatedSince ?? '0');
      });
      if (changed.ticketIds.length === 0) return reply.code(204).send();
      return { serialNumbers: [...changed.ticketIds], lastUpdated: changed.lastNumber };
    },
    { perMinute },
  );

  routes.outside(
    'getLatestPass',
    whoHasThePass,
    async ({ params, actor, request, reply, authorise }) => {
      const { apple, pass, changedAt } = await inTransaction(actor, async (ctx) => {
        authorise(ctx, { walletOf: passSubject(params.serialNumber) });
        const latest = await needPass(ctx, wallets, params);
        const words = await describePass(ctx, params.serialNumber);
        if (!words) throw new Refusal('not_found');
        return { ...latest, pass: applePassOf(ctx, words, latest.apple) };
      });
      reply.header('last-modified', changedAt.toUTCString()).header('cache-control', 'no-store');
      const known = Date.parse(request.headers['if-modified-since'] ?? '');
      if (known >= changedAt.getTime()) return reply.code(304).send();
      return reply.type('application/vnd.apple.pkpass').send(await apple.packer.pack(pass));
    },
    { perMinute },
  );

  routes.outside(
    'logFromPhone',
    allow('anyone'),
    async ({ body, request }) => {
      const messages = body.logs.slice(0, reportsMax).map((text) => text.slice(0, reportLengthMax));
      log.warn({ messages, address: request.ip }, 'a phone reports of its passes');
      return undefined;
    },
    { perMinute },
  );
}

function needPassType({ apple }: Wallets, passTypeId: string): Apple {
  if (!apple) throw new Refusal('wallet_not_offered');
  if (apple.issuer.passTypeId !== passTypeId) throw new Refusal('not_found');
  return apple;
}

/** The pass, if it was ever handed out. */
async function needPass(
  ctx: Ctx,
  wallets: Wallets,
  { passTypeId, serialNumber }: { readonly passTypeId: string; readonly serialNumber: string },
): Promise<{ readonly apple: Apple; readonly changedAt: Date }> {
  const apple = needPassType(wallets, passTypeId);
  const pass = await findPass(ctx, serialNumber);
  if (!pass) throw new Refusal('not_found');
  return { apple, changedAt: pass.changedAt };
}
