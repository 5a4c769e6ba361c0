import { useEffect } from 'react';
import { useLanguage } from '../../languages/use-language.ts';
import { tiersOf } from '../offers.ts';
import { idsIn } from '../refusal-step.ts';
import type { Performance, Seat } from '../wire.ts';
import { WishButton } from '../wish-button.tsx';
import { linesOf, useBasketTotal } from './use-basket-total.ts';
import { atUsualTariff, type WishFields } from './wish.ts';

type AdviceProps = {
  readonly problem: { readonly facts: { readonly [fact: string]: unknown } };
  readonly asked: WishFields;
  readonly seats: readonly Seat[];
  readonly performance: Performance;
  readonly holdKey: string;
  readonly code: string;
  readonly action: string | undefined;
};

/** As many seats beside those asked for that leave nobody alone, and the reason for the rule. */
export function MoveForMe({ problem, asked, seats, holdKey, code, action }: AdviceProps) {
  const { t } = useLanguage();
  const suggestion = idsIn(problem, 'suggestion');
  const names = namesOf(seats, suggestion);
  useEffect(() => {
    const lone = document.querySelector('[data-lone]');
    lone?.scrollIntoView({ block: 'start', inline: 'center' });
  }, []);
  return (
    <>
      {suggestion.length > 0 ? (
        <WishButton
          fields={withSeats(asked, suggestion)}
          wishKey={`${holdKey}-move`}
          code={code}
          action={action}
          kind="primary"
        >
          {names ? t('step.move', { names }) : t('step.move-unnamed')}
        </WishButton>
      ) : null}
      <details className="basis-full">
        <summary className="inline-flex min-h-11 items-center font-medium text-accent underline-offset-4 hover:underline">
          {t('step.why')}
        </summary>
        <p className="max-w-prose text-sm">{t('step.why.lone')}</p>
      </details>
    </>
  );
}

/** All the places of a table sold whole, with what they cost together; nothing when some of them are gone. */
export function WholeTable({ problem, asked, seats, performance, holdKey, code, action }: AdviceProps) {
  const { t, price } = useLanguage();
  const ids = idsIn(problem, 'seats');
  const known = seats.filter(({ id }) => ids.includes(id));
  const tier = tiersOf(performance).find(({ id }) => id === known[0]?.tier);
  const lines = tier && known.length === ids.length ? linesOf([{ tier, quantity: ids.length }], {}) : undefined;
  const { total } = useBasketTotal(performance, lines);
  const isGone = known.some(({ state }) => state !== 'available');
  if (ids.length === 0 || isGone || ids.length > performance.placesPerOrderMax) return null;
  const words = t('step.table', { count: ids.length });
  return (
    <WishButton
      fields={withSeats(atUsualTariff(asked), ids)}
      wishKey={`${holdKey}-table`}
      code={code}
      action={action}
      kind="primary"
    >
      <span className="figures">{total ? `${words} · ${price(total)}` : words}</span>
    </WishButton>
  );
}

/** The wheelchair place that a companion's seat goes with, on top of what was asked for. */
export function WithWheelchair({ problem, asked, seats, performance, holdKey, code, action }: AdviceProps) {
  const { t } = useLanguage();
  const wheelchair = idsIn(problem, 'wheelchair');
  const chosen = (asked.seats ?? '').split(',').filter(Boolean);
  const all = [...new Set([...chosen, ...wheelchair])];
  if (wheelchair.length === 0 || chosen.length === 0 || all.length > performance.placesPerOrderMax) return null;
  const names = namesOf(seats, wheelchair);
  return (
    <WishButton
      fields={withSeats(asked, all)}
      wishKey={`${holdKey}-wheelchair`}
      code={code}
      action={action}
      kind="primary"
    >
      {names ? t('step.wheelchair', { names }) : t('step.wheelchair-unnamed')}
    </WishButton>
  );
}

function withSeats(asked: WishFields, ids: readonly string[]): WishFields {
  return { ...asked, seats: ids.join(',') };
}

/** "F 10, F 11", in seat order; empty unless all of them are known. */
function namesOf(seats: readonly Seat[], ids: readonly string[]): string {
  const named = seats.filter(({ id }) => ids.includes(id)).toSorted((a, b) => a.ordinal - b.ordinal);
  return named.length === ids.length ? named.map(({ row, number }) => `${row} ${number}`).join(', ') : '';
}
