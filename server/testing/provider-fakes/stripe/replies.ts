import { randomBytes } from 'node:crypto';

export type Reply = { readonly status: number; readonly body: object };

export function ok(body: object): Reply {
  return { status: 200, body: structuredClone(body) };
}

/** Stripe understood and refuses. */
export function no(code: string): Reply {
  return { status: 400, body: { error: { type: 'invalid_request_error', code, message: code } } };
}

export const missing: Reply = {
  status: 404,
  body: { error: { type: 'invalid_request_error', code: 'resource_missing' } },
};
export const apiError: Reply = { status: 500, body: { error: { type: 'api_error' } } };

export function newId(kind: string): string {
  return `${kind}_${randomBytes(9).toString('hex')}`;
}

export function metadataIn(form: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...form].flatMap(([name, value]) => {
      const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, value]];
    }),
  );
}

export function eventOf(type: string, object: object, more: object = {}): string {
  return JSON.stringify({ id: newId('evt'), object: 'event', type, data: { object }, ...more });
}
