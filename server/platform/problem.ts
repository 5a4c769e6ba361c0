import { type Problem, problems } from '@tessera/contract/problems';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { Refusal } from './refusal.ts';

/** Every refusal and every failure of the API leaves as problem+json; a bug says nothing of the inside. */
export function answerProblems(server: FastifyInstance): void {
  server.setErrorHandler((error: FastifyError, request, reply) =>
    sendProblem(request, reply, refusalOf(error, request)),
  );
  server.setNotFoundHandler((request, reply) => sendProblem(request, reply, new Refusal('not_found')));
}

export async function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): Promise<void> {
  const { errors, ...facts } = refusal.facts;
  const problem: Problem = {
    type: `https://tessera.example/problems/${refusal.code}`,
    title: problems[refusal.code].title,
    status: refusal.status,
    detail: refusal.message,
    instance: request.url.split('?')[0] ?? '/',
    code: refusal.code,
    traceId: request.id,
    ...(Array.isArray(errors) ? { errors } : {}),
    ...facts,
  };
  if (refusal.status === 401) reply.header('www-authenticate', 'Bearer');
  if (refusal.status === 503 || refusal.status === 429) {
    if (!reply.hasHeader('retry-after')) reply.header('retry-after', '2');
  }
  await reply.code(refusal.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}

function refusalOf(error: FastifyError, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) {
    if (error.cause !== undefined) request.log.warn({ err: error.cause }, error.code);
    return error;
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.slice(0, 20).map((issue) => ({
      pointer: `/${error.validationContext ?? 'body'}${issue.instancePath}`,
      code: issue.keyword === 'custom' ? (issue.message ?? 'invalid') : issue.keyword,
    }));
    const hidden = error.validationContext === 'params';
    return hidden ? new Refusal('not_found') : new Refusal('invalid', undefined, { errors });
  }
  const known = fastifyRefusal(error);
  if (known) return known;
  request.log.error({ err: error }, 'unexpected failure');
  return new Refusal('internal', 'The failure was recorded; quote the trace id when you report it.');
}

/** What Fastify itself refuses: unreadable bodies, wrong types, sizes, rates. */
function fastifyRefusal(error: FastifyError): Refusal | undefined {
  switch (error.statusCode) {
    case 400:
      return new Refusal(/JSON|json|body/i.test(error.message) ? 'invalid_json' : 'bad_request');
    case 404:
      return new Refusal('not_found');
    case 405:
      return new Refusal('method_not_allowed');
    case 413:
      return new Refusal('body_too_large');
    case 414:
      return new Refusal('address_too_long');
    case 415:
      return new Refusal('unsupported_type');
    case 429:
      return new Refusal('too_many_requests');
    case 503:
      return new Refusal('busy');
    default:
      return undefined;
  }
}
