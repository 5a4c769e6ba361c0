import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { expect, test } from 'vitest';
import { en } from '../../languages/en.ts';
import { fr } from '../../languages/fr.ts';
import { languageOf } from '../../languages/language.ts';
import type { Order } from '../wire.ts';
import { RefundRule } from './refund-rule.tsx';

type Policy = NonNullable<Order['refundPolicy']>;

const languages = { fr: languageOf('fr', fr), en: languageOf('en', en) };
const step = (until: string, backBasisPoints: number, feeMinor: number): Policy['steps'][number] => {
  const cancellationFee = { amountMinor: feeMinor, currency: 'EUR' as const };
  return { until, hoursBefore: 1, backBasisPoints, cancellationFee, isFeeReturned: true };
};
const policy: Policy = {
  version: 1,
  discountRule: 'keep',
  steps: [step('2027-01-10T19:00:00.000Z', 10_000, 0), step('2027-01-17T19:00:00.000Z', 5_000, 500)],
  needsApproval: false,
  approvalAbove: null,
};

function shown(locale: 'fr' | 'en', now: string): string {
  const rule = createElement(RefundRule, { policy, timeZone: 'Europe/Paris', now });
  return renderToStaticMarkup(createElement(I18nextProvider, { i18n: languages[locale] }, rule));
}

test('the fee for each ticket is told with the step that has one, and with no other', () => {
  expect(shown('en', '2027-01-01T00:00:00.000Z')).toMatch(
    /the whole price goes back, booking fees included\.<\/p>.*50% of the price goes back, booking fees included\. For each ticket, €5\.00 of that is kept/,
  );
  expect(shown('fr', '2027-01-11T00:00:00.000Z')).toMatch(
    /^[^€]*50\s%[^€]*Sur cette somme, 5,00\s€ sont retenus par billet/,
  );
});
