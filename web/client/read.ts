import type { Input, Reply } from '@tessera/contract/api/operations';
import type { OperationName } from '@tessera/contract/api/paths';
import { data, type RouterContextProvider } from 'react-router';
import { apiContext } from './api-context.ts';
import { type Answer, type CallOptions, type CallProblem, call } from './call.ts';

type Context = Readonly<RouterContextProvider>;

/** Calls the API while a page is made on the server. */
export function ask<Name extends OperationName>(
  context: Context,
  name: Name,
  input: Input<Name>,
  options: CallOptions = {},
): Promise<Answer<Name>> {
  return call(context.get(apiContext), name, input, options);
}

/** The answer a page cannot do without; throws the page of the refusal (404, 401, 503…) instead. */
export async function need<Name extends OperationName>(
  context: Context,
  name: Name,
  input: Input<Name>,
  options: CallOptions = {},
): Promise<Reply<Name>> {
  const answer = await ask(context, name, input, options);
  if (!answer.ok) throw refusalPage(answer.problem);
  return answer.body;
}

/** The answer a page can do without. */
export async function maybe<Name extends OperationName>(
  context: Context,
  name: Name,
  input: Input<Name>,
  options: CallOptions = {},
): Promise<Reply<Name> | undefined> {
  const answer = await ask(context, name, input, options);
  return answer.ok ? answer.body : undefined;
}

export function refusalPage(problem: CallProblem) {
  return data({ code: problem.code, traceId: problem.traceId }, { status: problem.status });
}

/** A field of a posted form as text; empty when it is missing or a file. */
export function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
