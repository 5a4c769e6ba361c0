import type { Reply } from '@tessera/contract/api/operations';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { Field } from '../ui/field.tsx';
import { RadioList } from '../ui/radio-list.tsx';
import { Tick } from '../ui/tick.tsx';
import { EntryRule } from './entry-rule.tsx';
import {
  emptyRule,
  isEmptyRule,
  offlines,
  type PolicyDraft,
  type PolicyErrors,
  passbacks,
  rotations,
} from './policy-draft.ts';

type Props = {
  readonly plan: Reply<'getDoorPlan'>;
  readonly draft: PolicyDraft;
  readonly errors: PolicyErrors;
};
type Part = Omit<Props, 'errors'> & { readonly errorOf: (field: string) => string | undefined };

/** Who is let in how, as one form: it works without a script, and what is wrong leaves the rest as it was typed. */
export function PolicyForm({ plan, draft, errors }: Props) {
  const { t } = useLanguage();
  const isSending = useNavigation().formData?.get('intent') === 'policy';
  const words = Object.fromEntries(Object.entries(errors).map(([field, why]) => [field, t(`doors.wrong.${why}`)]));
  const part = { plan, draft, errorOf: (field: string) => words[field] };
  return (
    <Form method="post" className="space-y-6" noValidate preventScrollReset>
      <ErrorSummary title={t('doors.wrong')} errors={words} />
      <Uses {...part} />
      <Codes {...part} />
      <WaysIn {...part} />
      <Limits {...part} />
      <SubmitButton
        name="intent"
        value="policy"
        className="max-sm:w-full"
        pending={isSending}
        pendingLabel={t('desk.sending')}
      >
        {t('doors.save')}
      </SubmitButton>
    </Form>
  );
}

function Uses({ draft, errorOf }: Part) {
  const { t } = useLanguage();
  return (
    <section className="card space-y-4 p-5" aria-labelledby="uses">
      <h2 id="uses" className="text-2xl">
        {t('doors.uses')}
      </h2>
      <Field
        id="usesMax"
        name="usesMax"
        inputMode="numeric"
        autoComplete="off"
        maxLength={9}
        label={t('doors.uses-max')}
        hint={t('doors.uses-max-hint')}
        defaultValue={draft.usesMax}
        error={errorOf('usesMax')}
        className="max-w-md"
      />
      <Tick name="mayReturn" label={t('doors.may-return')} hint={t('doors.may-return-hint')} ticked={draft.mayReturn} />
      <RadioList
        legend={t('doors.passback')}
        name="passback"
        chosen={draft.passback}
        options={passbacks.map((one) => [one, t(`doors.passback.${one}`), t(`doors.passback.${one}.means`)])}
      />
      <Tick
        name="showsNames"
        label={t('doors.shows-names')}
        hint={t('doors.shows-names-hint')}
        ticked={draft.showsNames}
      />
    </section>
  );
}

function Codes({ draft, errorOf }: Part) {
  const { t } = useLanguage();
  return (
    <section className="card space-y-4 p-5" aria-labelledby="codes">
      <h2 id="codes" className="text-2xl">
        {t('doors.codes')}
      </h2>
      <RadioList
        legend={t('doors.rotating')}
        name="rotating"
        chosen={draft.rotating}
        options={rotations.map((one) => [one, t(`doors.rotating.${one}`), t(`doors.rotating.${one}.means`)])}
      />
      <RadioList
        legend={t('doors.offline')}
        name="offline"
        chosen={draft.offline}
        options={offlines.map((one) => [one, t(`doors.offline.${one}`), t(`doors.offline.${one}.means`)])}
      />
      <Field
        id="staleAfterMinutes"
        name="staleAfterMinutes"
        inputMode="numeric"
        autoComplete="off"
        maxLength={9}
        label={t('doors.stale')}
        hint={t('doors.stale-hint')}
        defaultValue={draft.staleAfterMinutes}
        error={errorOf('staleAfterMinutes')}
        className="max-w-md"
      />
    </section>
  );
}

function WaysIn({ plan, draft, errorOf }: Part) {
  const { t } = useLanguage();
  // The last one is empty, to be filled in: adding a way in needs no script.
  const rules = [...draft.rules.filter((rule) => !isEmptyRule(rule)), emptyRule];
  return (
    <section className="card space-y-4 p-5" aria-labelledby="ways">
      <h2 id="ways" className="text-2xl">
        {t('doors.rules')}
      </h2>
      <p className="max-w-prose text-muted">{t('doors.rules-hint', { zone: plan.timeZone })}</p>
      {[...rules.entries()].map(([at, rule]) =>
        isEmptyRule(rule) ? (
          <details key={at}>
            <summary className="min-h-11 cursor-pointer content-center underline underline-offset-4">
              {t('doors.rule.add')}
            </summary>
            <EntryRule at={at} rule={rule} plan={plan} errorOf={errorOf} />
          </details>
        ) : (
          <EntryRule key={at} at={at} rule={rule} plan={plan} errorOf={errorOf} />
        ),
      )}
    </section>
  );
}

function Limits({ plan, draft, errorOf }: Part) {
  const { t } = useLanguage();
  const isAny = Object.values(draft.limits).some((typed) => typed !== '');
  return (
    <details className="card p-5" open={isAny || plan.zones.some(({ id }) => errorOf(`limit-${id}`))}>
      <summary className="min-h-11 cursor-pointer text-2xl">{t('doors.limits')}</summary>
      <p className="max-w-prose pb-4 text-muted">{t('doors.limits-hint')}</p>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        {plan.zones.map(({ id, name }) => (
          <Field
            key={id}
            id={`limit-${id}`}
            name={`limit-${id}`}
            inputMode="numeric"
            autoComplete="off"
            maxLength={9}
            label={name}
            defaultValue={draft.limits[id] ?? ''}
            error={errorOf(`limit-${id}`)}
          />
        ))}
      </div>
    </details>
  );
}
