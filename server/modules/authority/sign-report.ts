import { createHash } from 'node:crypto';
import type { Reply } from '@tessera/contract/api/operations';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import { ensureSigningKey, listPublicKeys, signWith } from '../tickets/index.ts';
import { reportMade } from './announcements.ts';
import { expectOpenAccess } from './look-at-entry.ts';
import { type ReportRow, saveReport } from './report.store.ts';
import { signedTextOf } from './rules.ts';
import { saveViewing } from './viewing.store.ts';

/** Signs a report that was made and keeps that it was handed out. Throws access_not_open when access ended meanwhile. */
export async function signReport(
  ctx: Ctx,
  { organiserId, id: performanceId }: Performance,
  report: { readonly id: string; readonly madeAt: Date; readonly pdf: Buffer },
): Promise<void> {
  const access = await expectOpenAccess(ctx, performanceId);
  const { actor } = ctx;
  if (actor.kind !== 'account') throw new Refusal('access_not_open');
  const sha256 = createHash('sha256').update(report.pdf).digest();
  const key = await ensureSigningKey(ctx, organiserId);
  const text = signedTextOf(report.id, sha256.toString('hex'));
  const signature = Buffer.from(await signWith(ctx, key.id, Buffer.from(text)));
  const { accountId, sessionId, address } = actor;
  const about = { organiserId, performanceId, accountId, accessId: access.id };
  const made = { ...about, id: report.id, madeAt: report.madeAt, sha256, signature, signingKeyId: key.id };
  await saveReport(ctx, made);
  await saveViewing(ctx, { ...about, sessionId, address, kind: 'report' });
  await announce(ctx, reportMade(made));
}

// What comes before the 32 bytes of an Ed25519 key in its SPKI form.
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

/** What somebody needs to see that a report is the organiser's and unchanged, without believing us. */
export async function describeReport(ctx: Ctx, report: ReportRow): Promise<Reply<'getSignedReport'>> {
  const keys = await listPublicKeys(ctx, report.organiserId);
  const key = keys.find(({ id }) => id === report.signingKeyId);
  if (!key) throw new Error(`signing key ${report.signingKeyId} is gone`);
  const { id, organiser, title, startsAt, timeZone, madeAt } = report;
  const sha256 = report.sha256.toString('hex');
  return {
    ...{ id, organiser, sha256 },
    performance: { title, startsAt: startsAt.toISOString(), timeZone },
    madeAt: madeAt.toISOString(),
    signedText: signedTextOf(id, sha256),
    signature: report.signature.toString('base64url'),
    publicKey: Buffer.concat([spkiHead, key.key]).toString('base64url'),
  };
}
