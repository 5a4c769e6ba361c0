import { sum } from '@tessera/contract/money';
import { data, type LoaderFunctionArgs } from 'react-router';
import { ask } from '../client/read.ts';

/** The price of a basket that is not held yet: ?line=<offer>:<quantity>, one for each offer. Nothing is computed in the browser. */
export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const performanceId = params.performanceId ?? '';
  const lines = new URL(request.url).searchParams.getAll('line').slice(0, 10);
  const answers = await Promise.all(
    lines.map((line) => {
      const [offer = '', quantity = ''] = line.split(':');
      return ask(context, 'getQuote', { params: { performanceId }, query: { offer, quantity } });
    }),
  );
  const totals = answers.flatMap((answer) => (answer.ok ? [answer.body.total] : []));
  const [first] = totals;
  if (!first || totals.length < lines.length) return data({ total: null });
  return data({ total: sum(totals, first.currency) });
}
