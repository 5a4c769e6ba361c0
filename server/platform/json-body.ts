import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from './refusal.ts';

const texts = new WeakMap<FastifyRequest, string>();
const depthMax = 32;

/** The body's text as it came: webhooks are signed over it. Empty when there was none. */
export function textOf(request: FastifyRequest): string {
  return texts.get(request) ?? '';
}

/**
 * Reads JSON strictly: an empty body counts as none; a key given twice, a name that reaches into prototypes, or nesting
 * beyond 32 levels is refused rather than guessed at.
 */
export function readJsonBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    const body = String(text);
    texts.set(request, body);
    if (body.trim() === '') return done(null, undefined);
    const parsed = parseStrictly(body);
    if (parsed.ok) done(null, parsed.value);
    else done(new Refusal('invalid_json', parsed.problem));
  });
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

function parseStrictly(text: string): Parsed {
  const shape = checkShape(text);
  if (shape) return { ok: false, problem: shape };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, problem: 'The body is not JSON.' };
  }
}

/** One pass over the text: depth, repeated and dangerous keys. Text that is not JSON is left to JSON.parse. */
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
