import type { Input, Reply } from './api/operations.ts';
import { apiBase, type OperationName, paths } from './api/paths.ts';
import { type ProblemCode, problems } from './problems.ts';

export type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

/** unreachable: no answer came, or one that is not of the API. */
export type CallProblem = {
  readonly code: ProblemCode | 'unreachable';
  readonly status: number;
  readonly traceId: string;
  readonly errors: readonly { readonly pointer: string; readonly code: string }[];
  /** What else the refusal tells: the seats taken, how many are left together… */
  readonly facts: { readonly [fact: string]: unknown };
};

export type Answer<Name extends OperationName> =
  | { readonly ok: true; readonly status: number; readonly body: Reply<Name>; readonly headers: Headers }
  | { readonly ok: false; readonly problem: CallProblem };

export type CallOptions = {
  /** The capability that came with a hold; opens the hold, its order and its tickets. */
  readonly token?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

type Parts = { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown };

/** Calls an operation of the API. A refusal and a dead network are answers; it never throws. */
export async function call<Name extends OperationName>(
  fetchLike: Fetch,
  name: Name,
  input: Input<Name>,
  options: CallOptions = {},
): Promise<Answer<Name>> {
  const parts: Parts = input;
  const [method = 'GET', path = '/'] = paths[name].split(' ');
  try {
    const response = await fetchLike(addressOf(path, parts), requestOf(method, parts, options));
    if (!response.ok) return { ok: false, problem: await problemOf(response) };
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    // The server validates its answers against the same contract before it sends them.
    const body = (isJson ? await response.json() : undefined) as Reply<Name>;
    return { ok: true, status: response.status, body, headers: response.headers };
  } catch {
    return { ok: false, problem: unreachable };
  }
}

const unreachable: CallProblem = { code: 'unreachable', status: 503, traceId: '', errors: [], facts: {} };

function addressOf(path: string, { params, query }: Parts): string {
  const inPath = new Map(textsOf(params));
  const filled = path.replace(/:([a-zA-Z]+)/g, (_, key: string) => encodeURIComponent(inPath.get(key) ?? ''));
  const search = new URLSearchParams(textsOf(query));
  const text = search.toString();
  return apiBase + filled + (text ? `?${text}` : '');
}

function textsOf(fields: unknown): [name: string, text: string][] {
  return Object.entries(fields ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}

function requestOf(method: string, { body }: Parts, { token, idempotencyKey, signal }: CallOptions): RequestInit {
  const headers = new Headers({ accept: 'application/json' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (token) headers.set('authorization', `Bearer ${token}`);
  if (idempotencyKey) headers.set('idempotency-key', idempotencyKey);
  return {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  };
}

async function problemOf(response: Response): Promise<CallProblem> {
  const told: unknown = await response.json().catch(() => undefined);
  if (typeof told !== 'object' || told === null || !('code' in told) || !isProblemCode(told.code)) {
    return { ...unreachable, status: response.status };
  }
  const {
    code,
    traceId,
    errors,
    type: _type,
    title: _title,
    detail: _detail,
    instance: _,
    status: __,
    ...facts
  } = told as Record<string, unknown> & { code: ProblemCode };
  return {
    code,
    status: response.status,
    traceId: typeof traceId === 'string' ? traceId : '',
    errors: Array.isArray(errors) ? errors.filter(isFieldError) : [],
    facts,
  };
}

function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(problems, code);
}

function isFieldError(entry: unknown): entry is { pointer: string; code: string } {
  return typeof entry === 'object' && entry !== null && 'pointer' in entry && 'code' in entry;
}
