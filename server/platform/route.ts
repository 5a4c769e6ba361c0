import { type Operations, operations, type Reply } from '@tessera/contract/api/operations';
import { type OperationName, paths } from '@tessera/contract/api/paths';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Actor } from './actor.ts';
import type { Ctx } from './context.ts';
import { checkKey, type IdempotentRequest, once, recall, remember } from './idempotency.ts';
import { admitCaller, authorise, type Guarded, needsObject, type Policy } from './policy.ts';
import { Refusal } from './refusal.ts';
import type { InTransaction } from './transaction.ts';

type Parsed<Name extends OperationName, Part extends string> =
  Operations[Name] extends Record<Part, infer S extends z.ZodType> ? z.output<S> : undefined;

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

export type RouteOptions = {
  readonly perMinute?: number;
  /** Only requests with one of these in their query count: those that could be guessing it. */
  readonly countedWith?: readonly string[];
  /** Larger bodies than elsewhere; they are read only once the caller was found to be somebody who may ask. */
  readonly bodyBytesMax?: number;
};

export type Routes = {
  /** One transaction around the whole answer, sent with the operation's status; with an Idempotency-Key the stored answer is given back. */
  inTransaction<Name extends OperationName>(
    name: Name,
    policy: Policy,
    answer: (ctx: Ctx, asked: Asked<Name>) => Promise<Reply<Name>>,
    options?: RouteOptions,
  ): void;
  /**
   * For routes that open their own transactions because something slow stands between them, or that answer no JSON.
   * With an Idempotency-Key the answer is stored after the fact: the effect itself must be safe to repeat.
   */
  outside<Name extends OperationName>(
    name: Name,
    policy: Policy,
    answer: (asked: Asked<Name>) => Promise<Reply<Name> | FastifyReply>,
    options?: RouteOptions,
  ): void;
  /** For operations that answer many requests in one transaction, and keep the answer under its Idempotency-Key there. */
  gathered<Name extends OperationName>(
    name: Name,
    policy: Policy,
    answer: (asked: Asked<Name>, idempotent: IdempotentRequest | undefined) => Promise<Reply<Name>>,
    options?: RouteOptions,
  ): void;
};

export type RegisteredRoute = { readonly name: OperationName; readonly policy: Policy };

type Give<Name extends OperationName> = (
  asked: Asked<Name>,
  checkDecided: () => void,
) => Promise<Reply<Name> | FastifyReply>;
type ActorOf = (request: FastifyRequest) => Promise<Actor>;

/** Registers operations of the contract on the API server. A route cannot be registered without a policy. */
export function routesOn(
  server: FastifyInstance,
  inTransaction: InTransaction,
  actorOf: ActorOf,
  registered: RegisteredRoute[],
): Routes {
  const define = <Name extends OperationName>(
    name: Name,
    policy: Policy,
    give: Give<Name>,
    { perMinute, countedWith, bodyBytesMax }: RouteOptions = {},
    manner: { readonly serializerCompiler?: () => typeof JSON.stringify } = {},
  ): void => {
    const [method = '', url = ''] = paths[name].split(' ');
    registered.push({ name, policy });
    server.route({
      method,
      url,
      config: perMinute === undefined ? {} : { rateLimit: rateLimitOf(perMinute, countedWith) },
      schema: schemaOf(name),
      ...manner,
      ...(bodyBytesMax === undefined
        ? {}
        : {
            bodyLimit: bodyBytesMax,
            onRequest: async (request: FastifyRequest) => admitCaller(policy, await actorOf(request)),
          }),
      handler: (request, reply) => answerRequest({ name, policy, give, actorOf }, request, reply),
    });
  };

  return {
    inTransaction: (name, policy, answer, options) => {
      const give: Give<typeof name> = (asked, checkDecided) => {
        const { actor, traceId } = asked;
        const effect = async (ctx: Ctx): Promise<Reply<typeof name>> => {
          const body = await answer(ctx, asked);
          checkDecided();
          return body;
        };
        return inTransaction(actor, (ctx) => atMostOnce(ctx, asked, () => effect(ctx)), { traceId });
      };
      define(name, policy, give, options);
    },
    outside: (name, policy, answer, options) => {
      const give: Give<typeof name> = async (asked, checkDecided) => {
        const { actor, traceId } = asked;
        const keyed = idempotentRequest(asked);
        const stored =
          keyed && (await inTransaction(actor, (ctx) => recall<Reply<typeof name>>(ctx, keyed), { traceId }));
        if (stored) return stored.body;
        const body = await answer(asked);
        checkDecided();
        if (keyed) await inTransaction(actor, (ctx) => remember(ctx, keyed, body), { traceId });
        return body;
      };
      define(name, policy, give, options);
    },
    gathered: (name, policy, answer, options) => {
      const give: Give<typeof name> = async (asked, checkDecided) => {
        const body = await answer(asked, idempotentRequest(asked));
        checkDecided();
        return body;
      };
      // Checking thousands of answers a second against their schema costs as much as making them; the type keeps them right.
      define(name, policy, give, options, { serializerCompiler: () => JSON.stringify });
    },
  };
}

function rateLimitOf(max: number, countedWith: readonly string[] | undefined) {
  const limit = { max, timeWindow: 60_000 };
  if (!countedWith) return limit;
  const isFree = ({ query }: FastifyRequest) => !countedWith.some((name) => Object.hasOwn(Object(query), name));
  return { ...limit, allowList: isFree };
}

type Defined<Name extends OperationName> = {
  readonly name: Name;
  readonly policy: Policy;
  readonly give: Give<Name>;
  readonly actorOf: ActorOf;
};

/** A route whose policy needs the object and that answers without having asked it fails, and its transaction with it. */
async function answerRequest<Name extends OperationName>(
  { name, policy, give, actorOf }: Defined<Name>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const operation: OperationShape = operations[name];
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
  const body = await give(asked, () => {
    if (!decided) throw new Error(`${name} answered without asking its policy`);
  });
  if (Object.is(body, reply)) return reply;
  reply.code(Number(Object.keys(operation.replies)[0]));
  return body;
}

type Keyed = Pick<Asked<OperationName>, 'idempotencyKey' | 'request'>;

async function atMostOnce<Body>(ctx: Ctx, asked: Keyed, effect: () => Promise<Body>): Promise<Body> {
  const keyed = idempotentRequest(asked);
  return keyed ? once(ctx, keyed, effect) : effect();
}

function idempotentRequest({ idempotencyKey: key, request }: Keyed): IdempotentRequest | undefined {
  if (key === undefined) return undefined;
  return { key, fingerprint: `${request.method} ${request.url} ${JSON.stringify(request.body ?? null)}` };
}

function schemaOf(name: OperationName) {
  const { summary, params, query, body, replies }: OperationShape = operations[name];
  return {
    operationId: name,
    summary,
    ...(params ? { params } : {}),
    ...(query ? { querystring: query } : {}),
    ...(body ? { body } : {}),
    response: jsonReplies(replies),
  };
}

type OperationShape = {
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly replies: Readonly<Record<number, z.ZodType | null>>;
  readonly idempotencyKey?: 'required' | 'accepted';
};

function jsonReplies(replies: Readonly<Record<number, z.ZodType | null>>): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(replies).flatMap(([status, schema]) => (schema ? [[status, schema]] : [])));
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
