import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from './refusal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** As it came; empty when there was none. */
    bodyText: string;
  }
}

const depthMax = 32;

/** The body's text as it came: webhooks are signed over it. Empty when there was none. */
export function textOf(request: FastifyRequest): string {
  return request.bodyText;
}

/**
 * Reads JSON strictly: an empty body counts as none; bytes that are not UTF-8, a key given twice, a name that reaches into
 * prototypes, nesting beyond 32 levels, or text that no database column can hold is refused rather than guessed at.
 */
export function readJsonBodies(server: FastifyInstance): void {
  server.decorateRequest('bodyText', '');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    const body = readUtf8(bytes);
    if (body === undefined) return done(new Refusal('invalid_json', 'The body is not UTF-8.'));
    request.bodyText = body;
    if (body.trim() === '') return done(null, undefined);
    const parsed = parseStrictly(body);
    if (parsed.ok) done(null, parsed.value);
    else done(new Refusal('invalid_json', parsed.problem));
  });
}

/** Whether PostgreSQL can hold a text: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function readUtf8(bytes: string | Buffer): string | undefined {
  if (typeof bytes === 'string') return bytes;
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

// The shape is looked at only in what is JSON: there every quote has its partner, so one pass is linear in the length.
function parseStrictly(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    const problem =
      checkShape(text) ??
      (hasOnlyStorableText(value) ? undefined : 'The body holds text with characters that are none.');
    return problem === undefined ? { ok: true, value } : { ok: false, problem };
  } catch {
    return { ok: false, problem: 'The body is not JSON.' };
  }
}

function hasOnlyStorableText(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && hasOnlyStorableText(inner));
}

/** One pass over the text of a JSON value: depth, repeated and dangerous keys. */
function checkShape(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === '}' || token === ']') open.pop();
    else if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined);
    const problem =
      open.length > depthMax ? `The body is nested deeper than ${depthMax} levels.` : checkKey(token, open.at(-1));
    if (problem) return problem;
  }
  return undefined;
}

const keysThatReachPrototypes = ['__proto__', 'constructor', 'prototype'];

function checkKey(token: string, keys: Set<string> | undefined): string | undefined {
  if (!token.endsWith(':')) return undefined;
  const key = keyOf(token);
  if (keysThatReachPrototypes.includes(key)) return 'A key of the body is not allowed.';
  if (keys?.has(key)) return `The key ${JSON.stringify(key.slice(0, 60))} is given twice.`;
  keys?.add(key);
  return undefined;
}

function keyOf(token: string): string {
  try {
    return String(JSON.parse(token.slice(0, -1).trimEnd()));
  } catch {
    return token;
  }
}
