import { formatMoney } from '@tessera/contract/money';
import type { Locale } from '@tessera/contract/text';
import { escapeHtml } from '../platform/html.ts';
import type { Outcome } from './settle.ts';
import type { SimulatedPayment } from './store.ts';

const words = {
  fr: {
    title: 'Paiement de test',
    note: 'Ceci est le simulateur de paiement : aucun argent ne bouge. Choisissez ce que fait la banque.',
    done: 'Ce paiement est déjà terminé.',
    back: 'Revenir à la billetterie',
    outcomes: {
      succeed: 'Payer',
      decline: 'Refuser le paiement',
      abandon: 'Abandonner',
      late: 'Payer en retard, après la fin de la réservation',
      duplicate: 'Payer, annoncé trois fois',
      reorder: 'Payer, annoncé dans le désordre',
      timeout: 'Payer, jamais annoncé',
      twice: 'Payer, débité deux fois',
    },
    misbehave: 'Une banque qui se comporte mal',
  },
  en: {
    title: 'Test payment',
    note: 'This is the payment simulator: no money moves. Choose what the bank does.',
    done: 'This payment is over.',
    back: 'Back to the shop',
    outcomes: {
      succeed: 'Pay',
      decline: 'Decline the payment',
      abandon: 'Give up',
      late: 'Pay late, after the hold has ended',
      duplicate: 'Pay, told three times',
      reorder: 'Pay, told in the wrong order',
      timeout: 'Pay, never told',
      twice: 'Pay, taken twice',
    },
    misbehave: 'A bank that misbehaves',
  },
} as const;

/** The simulator's hosted page: plain HTML, as a provider's page would be somewhere else. */
export function hostedPage(payment: SimulatedPayment, locale: Locale): string {
  const say = words[locale];
  const amount = formatMoney(payment, locale);
  const button = (outcome: Outcome, kind: string, label: string = say.outcomes[outcome]): string =>
    `<button class="${kind}" name="outcome" value="${outcome}" data-testid="simulate-${outcome}">${escapeHtml(label)}</button>`;
  const isOver = payment.status !== 'open' || payment.outcome !== null;
  const form = isOver
    ? `<p>${say.done}</p><p><a class="first" href="${escapeHtml(payment.returnUrl)}">${say.back}</a></p>`
    : `<form method="post" action="/simulator/payments/${escapeHtml(payment.id)}">
${button('succeed', 'first', `${say.outcomes.succeed} ${amount}`)}
${button('decline', 'plain')}
${button('abandon', 'plain')}
<details><summary>${say.misbehave}</summary>
${button('late', 'plain')}${button('duplicate', 'plain')}${button('reorder', 'plain')}${button('timeout', 'plain')}${button('twice', 'plain')}
</details></form>`;
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say.title} · ${escapeHtml(amount)}</title>
<style>
:root{color-scheme:light dark}
body{margin:0;font:16px/1.5 system-ui,sans-serif;background:#f4f4f1;color:#1c1c1a;display:grid;place-items:start center;min-height:100vh}
main{box-sizing:border-box;width:min(28rem,100%);padding:2rem 1.5rem;margin-block:2rem;background:#fff;border:1px solid #d8d8d0;border-radius:12px}
h1{font-size:1.1rem;margin:0}.amount{font-size:2.25rem;font-weight:700;margin:.25rem 0;font-variant-numeric:tabular-nums}
p{margin:.5rem 0}button,a.first{box-sizing:border-box;display:block;width:100%;min-height:48px;margin-top:12px;padding:10px 16px;font:inherit;font-weight:600;border-radius:8px;cursor:pointer;text-align:center;text-decoration:none}
.first{background:#1d4ed8;color:#fff;border:1px solid #1d4ed8}.plain{background:transparent;color:inherit;border:1px solid #77776f}
summary{margin-top:20px;min-height:44px;cursor:pointer}:focus-visible{outline:3px solid #1d4ed8;outline-offset:2px}
@media (prefers-color-scheme:dark){body{background:#151514;color:#f1f1ec}main{background:#20201e;border-color:#3b3b37}.first{background:#3b6ef5;color:#fff;border-color:#3b6ef5}}
</style></head><body><main>
<h1>${say.title}</h1>
<p class="amount">${escapeHtml(amount)}</p>
<p>${escapeHtml(payment.description)}</p>
<p>${say.note}</p>
${form}
</main></body></html>`;
}
