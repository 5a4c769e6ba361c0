import type { Ctx } from './context.ts';
import { Refusal } from './refusal.ts';
import { sameText } from './secrets.ts';

/** Where a page ended: an instant and an id. Signed, so that a changed or borrowed cursor is refused. */
export type CursorPoint = { readonly at: string; readonly id: string };

export function writeCursor(ctx: Ctx, list: string, { at, id }: CursorPoint): string {
  const text = `${at} ${id}`;
  return Buffer.from(`${text} ${ctx.secrets.sign(`${list} ${text}`)}`).toString('base64url');
}

/** Throws `invalid` for anything that writeCursor did not make for the same list. */
export function readCursor(ctx: Ctx, list: string, cursor: string): CursorPoint {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!sameText(writeCursor(ctx, list, { at, id }), cursor)) {
    throw new Refusal('invalid', undefined, { errors: [{ pointer: '/querystring/cursor', code: 'invalid_cursor' }] });
  }
  return { at, id };
}
