import { sum } from '@tessera/contract/money';
import { data, type LoaderFunctionArgs } from 'react-router';
import { ask } from '../client/read.ts';
import { codeIn } from './visit-code.ts';

/** The price of a basket that is not held yet: ?line=<offer>:<quantity>, one for each offer. Nothing is computed in the browser. */
export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const performanceId = params.performanceId ?? '';
  const lines = new URL(request.url).searchParams.getAll('line').slice(0, 10);
  const code = codeIn(request, performanceId);
  const answers = await Promise.all(
    lines.map(async (line) => {
      const [offer = '', quantity = ''] = line.split(':');
      const quote = (more: { code?: string }) =>
        ask(context, 'getQuote', { params: { performanceId }, query: { offer, quantity, ...more } });
      const answer = code === '' ? await quote({}) : await quote({ code });
      // A code that opens nothing any more changes no price.
      return answer.ok || code === '' ? answer : quote({});
    }),
  );
  const quotes = answers.flatMap((answer) => (answer.ok ? [answer.body] : []));
  const [first] = quotes;
  if (!first || quotes.length < lines.length) return data({ total: null, missed: [] });
  const totals = quotes.map(({ total }) => total);
  return data({ total: sum(totals, first.total.currency), missed: quotes.flatMap(({ missed }) => missed) });
}
