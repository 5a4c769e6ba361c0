import { type Problem, problems } from '@tessera/contract/problems';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Heard } from './send.ts';

const codes = z.string().refine((code) => code in problems);
const problemSchema = z.looseObject({
  type: z.url(),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1),
  instance: z.string().startsWith('/'),
  code: codes,
  traceId: z.string().min(16),
  errors: z.array(z.strictObject({ pointer: z.string().startsWith('/'), code: z.string().min(1) })).optional(),
});

/** What a stack, a statement, a path of the server or a library would look like in an answer. */
const insides =
  /node_modules|\bat [\w.<>]+ \(|file:\/\/|\/home\/|\.ts:\d|ECONN|kysely|fastify|FST_|\bpg_|\bselect .+ from |\binsert into |violates|constraint|syntax error at|invalid input syntax|byte sequence|ZodError|TypeError|undefined is not|Cannot read/i;

/** Asserts that an answer is a refusal as the contract describes it, and gives it back. */
export function expectProblem({ status, headers, text }: Heard, what: string): Problem {
  expect(headers['content-type'], `${what} → ${status} ${text.slice(0, 300)}`).toBe(
    'application/problem+json; charset=utf-8',
  );
  const parsed = problemSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${what}: not a problem of the contract: ${text.slice(0, 400)}`);
  const problem = JSON.parse(text) as Problem;
  expect(problem.status, what).toBe(status);
  expect(problems[problem.code].status, what).toBe(status);
  expect(problem.title, what).toBe(problems[problem.code].title);
  expect(problem.type, what).toMatch(new RegExp(`/${problem.code}$`));
  const { instance: _address, ...said } = problem;
  expect(JSON.stringify(said), what).not.toMatch(insides);
  expect(text, what).not.toContain(process.cwd());
  if (status === 401) expect(headers['www-authenticate'], what).toBeTruthy();
  if (status === 405) expect(headers.allow, what).toBeTruthy();
  if (status === 429 || status === 503) expect(Number(headers['retry-after']), what).toBeGreaterThan(0);
  return problem;
}

/** The same, and that the caller is to blame rather than the server. */
export function expectRefusal(heard: Heard, what: string): Problem {
  const problem = expectProblem(heard, what);
  expect(heard.status, `${what} → ${problem.code}`).toBeGreaterThanOrEqual(400);
  expect(heard.status, `${what} → ${problem.code}`).toBeLessThan(500);
  return problem;
}
