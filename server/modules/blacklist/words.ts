import type { Ctx } from '../../platform/context.ts';

/** What tells who is banned and why: it is kept sealed, so that the tables name nobody. */
export type Words = { readonly label: string; readonly note: string };

export function sealWords({ secrets }: Ctx, banId: string, { label, note }: Words): Buffer {
  return secrets.seal(Buffer.from(JSON.stringify({ label, note })), `blacklist.ban:${banId}`);
}

export function openWords({ secrets }: Ctx, banId: string, sealed: Buffer): Words {
  return JSON.parse(secrets.open(sealed, `blacklist.ban:${banId}`).toString()) as Words;
}

export function sealLifting({ secrets }: Ctx, banId: string, note: string): Buffer {
  return secrets.seal(Buffer.from(note), `blacklist.ban:${banId}:lifting`);
}

export function openLifting({ secrets }: Ctx, banId: string, sealed: Buffer): string {
  return secrets.open(sealed, `blacklist.ban:${banId}:lifting`).toString();
}
