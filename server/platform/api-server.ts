import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { jsonSchemaTransformObject, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { isStorable, readJsonBodies } from './json-body.ts';
import { describeRoute } from './openapi.ts';
import { answerProblems } from './problem.ts';
import { Refusal } from './refusal.ts';

/** The API's manners, laid over one Fastify scope before its routes are registered. */
export async function prepareApi(server: FastifyInstance, publicUrl: string, sessionCookieName: string): Promise<void> {
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  answerProblems(server);
  readJsonBodies(server);
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tessera',
        version: '1.0.0',
        description:
          'Places for events, held, paid, issued and admitted. Errors are problem+json with a stable `code`.',
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: sessionCookieName },
          capability: { type: 'http', scheme: 'bearer', description: 'The token told with a hold.' },
        },
      },
    },
    transform: describeRoute,
    transformObject: jsonSchemaTransformObject,
  });
  server.addHook('onRequest', async (request) => {
    refuseOtherSites(request, publicUrl, sessionCookieName);
    refuseEncodedBodies(request);
  });
  server.addHook('preValidation', async (request) => refuseUnstorableQueries(request));
  server.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
}

/** Answers 405 with Allow for the methods a path does not have, and 404 for other paths. Called after the last route. */
export function refuseOtherMethods(server: FastifyInstance, known: ReadonlyMap<string, readonly string[]>): void {
  const hidden = { schema: { hide: true }, handler: async () => undefined };
  for (const [url, allowed] of known) {
    const method = server.supportedMethods.filter((name) => !allowed.includes(name));
    // Refused before a body is read: what it holds does not matter.
    const onRequest = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      reply.header('allow', allowed.join(', '));
      throw new Refusal('method_not_allowed');
    };
    server.route({ ...hidden, method, url, onRequest });
  }
  const onRequest = async (): Promise<void> => {
    throw new Refusal('not_found');
  };
  // A route and not only a handler for what is not found: the pages' own catch-all must not answer for the API.
  for (const url of ['', '/*']) server.route({ ...hidden, method: server.supportedMethods, url, onRequest });
}

/**
 * A browser's request that changes something and carries the session must come from our own pages: Fetch Metadata says
 * so, or, in browsers without it, the Origin does.
 */
function refuseOtherSites(request: FastifyRequest, publicUrl: string, cookieName: string): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.cookies[cookieName] === undefined) return;
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  const isOwnSite = site === undefined || site === 'same-origin' || site === 'none';
  const isOwnOrigin = origin === undefined || origin === new URL(publicUrl).origin;
  if (!isOwnSite || !isOwnOrigin) throw new Refusal('cross_site');
}

/** A body packed with gzip or the like would have to be unpacked before its size is known; none is taken. */
function refuseEncodedBodies({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new Refusal('unsupported_type');
}

function refuseUnstorableQueries({ query }: FastifyRequest): void {
  const errors = Object.entries(Object(query)).flatMap(([key, value]) =>
    [key, value].flat().every((text) => isStorable(String(text)))
      ? []
      : [{ pointer: '/querystring', code: 'invalid_text' }],
  );
  if (errors.length > 0) throw new Refusal('invalid', undefined, { errors });
}
