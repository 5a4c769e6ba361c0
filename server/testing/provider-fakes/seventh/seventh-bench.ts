import { createHmac } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { Bench, Signed, Trouble } from '../../../modules/payments/providers/conformance/bench.ts';
import { freePort } from '../../given-a-server.ts';
import { seventhProvider } from './seventh.ts';

type Payment = { id: string; ours: string; paid: boolean; amountMinor: number; refunds: Map<string, number> };
const secret = 'the secret of the seventh provider';

/** Its side: payments by our id, refunds by theirs, both once. */
export async function seventhBench(): Promise<Bench> {
  const payments = new Map<string, Payment>();
  let trouble: Trouble = 'none';
  const answer = (path: string, body: Record<string, unknown>): object | undefined => {
    const [, , id = '', refunds] = path.split('/');
    if (path === '/payments') {
      const ours = String(body['ours']);
      const amountMinor = Number(body['amountMinor']);
      const known = payments.get(`s-${ours}`) ?? {
        id: `s-${ours}`,
        ours,
        paid: false,
        amountMinor,
        refunds: new Map(),
      };
      payments.set(known.id, known);
      return shown(known);
    }
    const payment = payments.get(id);
    if (!payment || !refunds) return payment && shown(payment);
    const refundId = String(body['refundId']);
    const amountMinor = Number(body['amountMinor']);
    const before = [...payment.refunds.values()].reduce((sum, amount) => sum + amount, 0);
    if (payment.refunds.has(refundId)) return { refundId };
    if (!payment.paid || before + amountMinor > payment.amountMinor) return undefined;
    payment.refunds.set(refundId, amountMinor);
    return { refundId };
  };
  const serve = (path: string, body: string, response: ServerResponse): void => {
    const status = { server_error: 500, too_many: 429, garbage: 200, lost_reply: 0, none: 0 }[trouble];
    if (status > 0) {
      response.writeHead(status).end('<html>');
      return;
    }
    const reply = answer(path, body === '' ? {} : JSON.parse(body));
    if (trouble === 'lost_reply') response.destroy();
    else response.writeHead(reply ? 200 : 409).end(JSON.stringify(reply ?? {}));
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => serve(request.url ?? '', Buffer.concat(chunks).toString(), response));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${port}`;
  const sign = (body: string, at: number): Signed => {
    const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    return { body, headers: { seventh: `${at}.${signature}` } };
  };
  return {
    provider: seventhProvider({ url, secret }),
    unreachable: seventhProvider({ url: `http://127.0.0.1:${await freePort()}`, secret }),
    currency: 'EUR',
    pay: async (providerPaymentId) => {
      const payment = payments.get(providerPaymentId);
      if (payment) payment.paid = true;
    },
    trouble: (next) => {
      trouble = next;
    },
    webhook: ({ paymentId, providerPaymentId, amountMinor }, at) =>
      sign(
        JSON.stringify({ id: 'e-1', payment: { id: providerPaymentId, ours: paymentId, paid: true, amountMinor } }),
        at,
      ),
    sign,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function shown({ refunds: _, ...payment }: Payment): object {
  return payment;
}
