import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createRequestHandler, type RouterContext, RouterContextProvider, type ServerBuild } from 'react-router';

type ApiFetch = (path: string, init?: RequestInit) => Promise<Response>;
type PagesModule = {
  readonly apiContext: RouterContext<ApiFetch>;
  readonly nonceContext: RouterContext<string | undefined>;
};

const buildFolder = fileURLToPath(new URL('../web/build/', import.meta.url));
const scannerFolder = fileURLToPath(new URL('../scanner/dist/', import.meta.url));
const year = 31_536_000;

/** The server-rendered pages and their assets, from the built web. Without a build only the API answers. */
export async function webPages(server: FastifyInstance, { publicUrl }: { publicUrl: string }): Promise<void> {
  const entry = `${buildFolder}server/index.js`;
  if (!existsSync(entry)) {
    server.log.warn('the web is not built, so there are no pages');
    return;
  }
  const build: ServerBuild = await import(pathToFileURL(entry).href);
  const handle = createRequestHandler(build, 'production');
  const pages = build.entry.module as unknown as PagesModule;

  await server.register(fastifyStatic, {
    root: `${buildFolder}client`,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header(
        'cache-control',
        path.includes('/assets/') ? `public, max-age=${year}, immutable` : 'public, max-age=300',
      );
    },
  });
  await scannerFiles(server);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  server.all('/*', async (request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    const context = new RouterContextProvider();
    context.set(pages.apiContext, apiAs(request));
    context.set(pages.nonceContext, nonce);
    return answer(reply, await handle(webRequest(request, reply, publicUrl), context), nonce);
  });
}

/** The scanner is one page and its files; what they are called tells their content, but for the page and its worker. */
async function scannerFiles(server: FastifyInstance): Promise<void> {
  if (!existsSync(`${scannerFolder}index.html`)) {
    server.log.warn('the scanner is not built, so it cannot be opened');
    return;
  }
  server.get('/scanner', async (_request, reply) => reply.redirect('/scanner/'));
  await server.register(fastifyStatic, {
    root: scannerFolder,
    prefix: '/scanner/',
    wildcard: false,
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('/assets/') ? `public, max-age=${year}, immutable` : 'no-cache');
      reply.header('content-security-policy', policyFor());
    },
  });
}

/** Lets a page being made ask the API of this server as its visitor: same rules, same answers, no detour by the network. */
function apiAs(visitor: FastifyRequest): ApiFetch {
  return async (path, init = {}) => {
    const headers = Object.fromEntries(new Headers(init.headers).entries());
    const response = await visitor.server.inject({
      method: toMethod(init.method),
      url: path,
      remoteAddress: visitor.ip,
      headers: {
        ...pick(visitor, ['cookie', 'origin', 'sec-fetch-site']),
        'user-agent': visitor.headers['user-agent'] ?? '',
        ...headers,
      },
      ...(typeof init.body === 'string' ? { payload: init.body } : {}),
    });
    const answered = new Headers();
    for (const [name, value] of Object.entries(response.headers)) {
      for (const one of [value ?? []].flat()) answered.append(name, String(one));
    }
    const hasBody = response.statusCode !== 204 && response.statusCode !== 304;
    return new Response(hasBody ? new Uint8Array(response.rawPayload) : null, {
      status: response.statusCode,
      headers: answered,
    });
  };
}

/** What tells the API who the visitor is and from which site the request came. */
function pick({ headers }: FastifyRequest, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

function toMethod(method = 'GET'): 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' {
  const known = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
  return known.find((name) => name === method.toUpperCase()) ?? 'GET';
}

function webRequest(request: FastifyRequest, reply: FastifyReply, publicUrl: string): Request {
  const left = new AbortController();
  reply.raw.on('close', () => {
    if (!reply.raw.writableEnded) left.abort();
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const body = hasBody ? { body: Readable.toWeb(request.raw) as ReadableStream, duplex: 'half' as const } : {};
  return new Request(new URL(request.url, publicUrl), {
    method: request.method,
    headers,
    signal: left.signal,
    ...body,
  });
}

async function answer(reply: FastifyReply, response: Response, nonce: string): Promise<FastifyReply> {
  reply.status(response.status);
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') reply.header(name, value);
  }
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
  reply.header('content-security-policy', policyFor(nonce));
  return response.body ? reply.send(Readable.fromWeb(response.body as NodeReadableStream)) : reply.send();
}

function policyFor(nonce?: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' ${nonce === undefined ? '' : `'nonce-${nonce}' `}'wasm-unsafe-eval'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob: mediastream:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
