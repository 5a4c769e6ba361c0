import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type Problem, problems } from '@tessera/contract/problems';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { Refusal } from './refusal.ts';

const problemType = 'application/problem+json; charset=utf-8';

/** Every refusal and every failure of the API leaves as problem+json; a bug says nothing of the inside. */
export function answerProblems(server: FastifyInstance): void {
  server.setErrorHandler((error: FastifyError, request, reply) =>
    sendProblem(request, reply, refusalOf(error, request)),
  );
  server.setNotFoundHandler((request, reply) => sendProblem(request, reply, new Refusal('not_found')));
}

/** What is refused before a route is found, such as an address that cannot be read. */
export function answerUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
  void sendProblem(request, reply, refusalOf(error, request));
}

/** What is not HTTP, or never becomes a whole request: the answer is written to the bare connection, which ends. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(brokenRequestAnswer(brokenRequestRefusal(error.code)));
  socket.destroy(error);
}

function brokenRequestRefusal(code: string | undefined): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal('request_timeout');
  return new Refusal(code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'bad_request');
}

function brokenRequestAnswer(refusal: Refusal): string {
  const body = JSON.stringify(problemOf(refusal, { instance: '/', traceId: crypto.randomUUID() }));
  return [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

function problemOf({ code, status, message, facts }: Refusal, where: Pick<Problem, 'instance' | 'traceId'>): Problem {
  const { errors, ...others } = facts;
  return {
    type: `https://tessera.example/problems/${code}`,
    title: problems[code].title,
    status,
    detail: message,
    ...where,
    code,
    ...(Array.isArray(errors) ? { errors } : {}),
    ...others,
  };
}

export async function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): Promise<void> {
  const problem = problemOf(refusal, { instance: request.url.split('?')[0] ?? '/', traceId: request.id });
  if (refusal.status === 401) reply.header('www-authenticate', 'Bearer');
  if (refusal.status === 503 || refusal.status === 429) {
    if (!reply.hasHeader('retry-after')) reply.header('retry-after', '2');
  }
  await reply.code(refusal.status).type(problemType).send(JSON.stringify(problem));
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
