import type { RouterContextProvider } from 'react-router';
import type { CallProblem } from '../client/call.ts';
import { ask, need } from '../client/read.ts';
import type { Performance } from './wire.ts';

/** The code a visitor gave for a date, kept for the visit and for that date alone. */
export function codeIn(request: Request, performanceId: string): string {
  const cookies = (request.headers.get('cookie') ?? '').split(/;\s*/);
  const kept = cookies.find((cookie) => cookie.startsWith(`${nameOf(performanceId)}=`))?.split('=')[1] ?? '';
  try {
    return decodeURIComponent(kept);
  } catch {
    return '';
  }
}

/** Keeps the code, or forgets it when there is none. The pages of events ask for their data beside their own path, under /e too. */
export function codeCookie(performanceId: string, code: string): string {
  const lifetime = code === '' ? '; Max-Age=0' : '';
  return `${nameOf(performanceId)}=${encodeURIComponent(code)}; Path=/e; HttpOnly; SameSite=Lax${lifetime}`;
}

function nameOf(performanceId: string): string {
  return `code-${performanceId}`;
}

const codeRefusals = [
  'code_unknown',
  'promo_not_started',
  'promo_ended',
  'promo_used_up',
  'too_many_codes',
  'too_many_requests',
];

export type RefusedCode = { readonly problem: CallProblem; readonly code: string };
export type Seen = {
  readonly performance: Performance;
  /** The code that opens what is seen; empty: none. */
  readonly code: string;
  readonly refusedCode: RefusedCode | undefined;
};

/** A date as whoever gave this code sees it; as everybody does, with the reason, when the code opens nothing. */
export async function seenWith(
  context: Readonly<RouterContextProvider>,
  performanceId: string,
  code: string,
): Promise<Seen> {
  const params = { performanceId };
  if (code !== '') {
    const answer = await ask(context, 'getPerformance', { params, query: { code } });
    if (answer.ok) return { performance: answer.body, code, refusedCode: undefined };
    const { problem } = answer;
    if (codeRefusals.includes(problem.code)) {
      return {
        performance: await need(context, 'getPerformance', { params }),
        code: '',
        refusedCode: { problem, code },
      };
    }
  }
  return { performance: await need(context, 'getPerformance', { params }), code: '', refusedCode: undefined };
}
