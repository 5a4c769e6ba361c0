import { X } from 'lucide-react';
import { Form, useNavigation } from 'react-router';
import type { CallProblem } from '../../client/call.ts';
import { useLanguage } from '../../languages/use-language.ts';
import { SubmitButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import type { Hold } from '../wire.ts';

const told = [
  'promo_unknown',
  'promo_not_started',
  'promo_ended',
  'promo_used_up',
  'promo_not_for_these',
  'promo_minimum',
  'promo_person_limit',
  'too_many_codes',
  'too_many_requests',
] as const;
export type PromoRefusal = { readonly problem: CallProblem; readonly code: string };

/** The code that is applied, with what it takes off, or one field for a code. */
export function PromoCode({
  hold,
  isOrdered,
  refused,
}: {
  hold: Hold;
  isOrdered: boolean;
  refused: PromoRefusal | undefined;
}) {
  const { t, price } = useLanguage();
  const words = usePromoWords();
  const navigation = useNavigation();
  if (hold.promo) {
    return (
      <Form method="post" className="flex items-center justify-between gap-4" data-testid="promo-applied">
        <span className="inline-flex items-center gap-1 rounded-full border border-line ps-3 text-sm font-medium">
          {t('promo.applied', { code: hold.promo.code })}
          {isOrdered ? (
            <span className="pe-3" />
          ) : (
            <button
              type="submit"
              name="intent"
              value="promo-off"
              className="grid size-11 place-items-center rounded-full hover:text-danger"
              aria-label={t('promo.remove', { code: hold.promo.code })}
            >
              <X aria-hidden="true" className="size-4" />
            </button>
          )}
        </span>
        <bdi className="figures font-medium">
          {price({ ...hold.promo.discount, amountMinor: -hold.promo.discount.amountMinor })}
        </bdi>
      </Form>
    );
  }
  if (isOrdered) return null;
  return (
    <details className="text-sm" open={refused !== undefined}>
      <summary className="min-h-11 content-center font-medium text-muted underline-offset-4 hover:text-ink hover:underline">
        {t('promo.have')}
      </summary>
      <Form method="post" className="flex items-start gap-3 pt-2">
        <Field
          className="grow"
          id="promo"
          data-testid="promo"
          label={t('promo.code')}
          name="promo"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          required
          defaultValue={refused?.code}
          error={refused ? words(refused.problem) : undefined}
        />
        {/* Beside the field, below the height of its label, however long the refusal is. */}
        <div className="pt-7.5">
          <SubmitButton
            kind="secondary"
            name="intent"
            value="promo"
            data-testid="promo-apply"
            pending={navigation.formData?.get('intent') === 'promo'}
            pendingLabel={t('promo.applying')}
          >
            {t('promo.apply')}
          </SubmitButton>
        </div>
      </Form>
    </details>
  );
}

function usePromoWords(): (problem: CallProblem) => string {
  const { t } = useLanguage();
  return ({ code, facts }) => {
    const known = told.find((one) => one === code) ?? 'unknown';
    const count = typeof facts.minimum === 'number' ? facts.minimum : 1;
    return t(`promo.refused.${known}`, { count });
  };
}
