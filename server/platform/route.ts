import { type Input, operations, type Operations, type Reply } from '@tessera/contract/api/operations';
import { type OperationName, paths } from '@tessera/contract/api/paths';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Actor } from './actor.ts';
import type { Ctx } from './context.ts';
import { checkKey, once } from './idempotency.ts';
import { admitCaller, authorise, type Guarded, needsObject, type Policy } from './policy.ts';
import { Refusal } from './refusal.ts';
import type { InTransaction } from './transaction.ts';

type Parsed<Name extends OperationName, Part extends string> = Operations[Name] extends Record<Part, infer S extends z.ZodType>
  ? z.output<S>
  : undefined;

/** A request that was parsed and whose caller may, in principle, ask. */
export type Asked<Name extends OperationName> = {
  readonly params: Parsed<Name, 'params'>;
  readonly query: Parsed<Name, 'query'>;
  readonly body: Parsed<Name, 'body'>;
  readonly actor: Actor;
  readonly traceId: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly idempotencyKey: string | undefined;
  /** Decides by the route's policy about one object; must be called before answering unless the policy needs no object. */
  readonly authorise: (ctx: Ctx, object: Guarded) => void;
};

export type RouteOptions = { readonly perMinute?: number };

export type Routes = {
  /** One transaction around the whole answer, sent with the operation's status; with an Idempotency-Key the stored answer is given back. */
  inTransaction<Name extends OperationName>(
    name: Name,
    policy: Policy,
    answer: (ctx: Ctx, asked: Asked<Name>) => Promise<Reply<Name>>,
    options?: RouteOptions,
  ): void;
  /** For routes that open their own transactions because something slow stands between them, or that answer no JSON. */
  outside<Name extends OperationName>(
    name: Name,
    policy: Policy,
    answer: (asked: Asked<Name>) => Promise<Reply<Name> | FastifyReply>,
    options?: RouteOptions,
  ): void;
};

export type RegisteredRoute = { readonly name: OperationName; readonly policy: Policy };

/** Registers operations of the contract on the API server. A route cannot be registered without a policy. */
export function routesOn(
  server: FastifyInstance,
  inTransaction: InTransaction,
  actorOf: (request: FastifyRequest) => Promise<Actor>,
  registered: RegisteredRoute[],
): Routes {
  const define = <Name extends OperationName>(
    name: Name,
    policy: Policy,
    answer: (asked: Asked<Name>, wasAuthorised: () => void) => Promise<Reply<Name> | FastifyReply>,
    options: RouteOptions = {},
  ): void => {
    const [method = '', url = ''] = paths[name].split(' ');
    const { summary, ...operation }: OperationShape = operations[name];
    const status = Number(Object.keys(operation.replies)[0] ?? 200);
    registered.push({ name, policy });
    server.route({
      method,
      url,
      config: { policy, ...(options.perMinute ? { rateLimit: { max: options.perMinute, timeWindow: 60_000 } } : {}) },
      schema: {
        operationId: name,
        summary,
        ...(operation.params ? { params: operation.params } : {}),
        ...(operation.query ? { querystring: operation.query } : {}),
        ...(operation.body ? { body: operation.body } : {}),
        response: jsonReplies(operation.replies),
      },
      handler: async (request, reply) => {
        let decided = !needsObject(policy);
        const actor = await actorOf(request);
        admitCaller(policy, actor);
        const asked = {
          params: request.params,
          query: request.query,
          body: request.body,
          actor,
          traceId: request.id,
          request,
          reply,
          idempotencyKey: idempotencyKeyOf(request, operation.idempotencyKey),
          authorise: (ctx: Ctx, object: Guarded) => {
            decided = true;
            authorise(ctx, policy, object);
          },
        } as Asked<Name>;
        const answered = await answer(asked, () => {
          if (!decided) throw new Error(`${name} answered without asking its policy`);
        });
        if (Object.is(answered, reply)) return reply;
        reply.code(status);
        return answered;
      },
    });
  };

  return {
    inTransaction: (name, policy, answer, options) =>
      define(
        name,
        policy,
        async (asked, checkDecided) => {
          const { idempotencyKey, actor, traceId, request } = asked;
          const given = await inTransaction(
            actor,
            async (ctx) => {
              const effect = async (): Promise<unknown> => {
                const body = await answer(ctx, asked);
                checkDecided();
                return body;
              };
              if (idempotencyKey === undefined) return effect();
              const fingerprint = `${request.method} ${request.url} ${JSON.stringify(request.body ?? null)}`;
              return once(ctx, { key: idempotencyKey, fingerprint }, effect);
            },
            { traceId },
          );
          return given as Reply<typeof name>;
        },
        options,
      ),
    outside: (name, policy, answer, options) =>
      define(
        name,
        policy,
        async (asked, checkDecided) => {
          const answered = await answer(asked);
          checkDecided();
          return answered;
        },
        options,
      ),
  };
}

/** What a client sends for an operation; tests and the walk use it through the typed client. */
export type { Input };

type OperationShape = {
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly replies: Readonly<Record<number, z.ZodType | null>>;
  readonly idempotencyKey?: 'required' | 'accepted';
};

function jsonReplies(replies: Readonly<Record<number, z.ZodType | null>>): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(replies).flatMap(([status, schema]) => (schema ? [[status, schema]] : [])),
  );
}

function idempotencyKeyOf(request: FastifyRequest, wanted: 'required' | 'accepted' | undefined): string | undefined {
  if (!wanted) return undefined;
  const key = request.headers['idempotency-key'];
  if (key === undefined) {
    if (wanted === 'required') throw new Refusal('idempotency_key_missing');
    return undefined;
  }
  return checkKey(Array.isArray(key) ? key.join(',') : key);
}
