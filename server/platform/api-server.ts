import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { readJsonBodies } from './json-body.ts';
import { answerProblems } from './problem.ts';
import { Refusal } from './refusal.ts';

const methods: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

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
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  server.addHook('onRequest', async (request) => refuseOtherSites(request, publicUrl, sessionCookieName));
  server.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
}

/** Answers 405 with Allow for the methods a path does not have. Called after the last route. */
export function refuseOtherMethods(server: FastifyInstance, known: ReadonlyMap<string, readonly string[]>): void {
  for (const [url, allowed] of known) {
    const others = methods.filter((method) => !allowed.includes(String(method)));
    server.route({
      method: others,
      url,
      schema: { hide: true },
      handler: async (_request, reply) => {
        reply.header('allow', allowed.join(', '));
        throw new Refusal('method_not_allowed');
      },
    });
  }
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
