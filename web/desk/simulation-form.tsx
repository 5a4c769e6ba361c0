import type { Reply } from '@tessera/contract/api/operations';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { RadioList } from '../ui/radio-list.tsx';
import { Tick } from '../ui/tick.tsx';
import { type SimulationDraft, type SimulationSaid, staysBefore } from './act-on-simulator.ts';

type Props = {
  readonly plan: Reply<'getDoorPlan'>;
  readonly draft: SimulationDraft;
  readonly errors: SimulationSaid['errors'];
};
type Part = Omit<Props, 'errors'> & { readonly errorOf: (field: string) => string | undefined };

/** This ticket, at that door, then. */
export function SimulationForm({ plan, draft, errors }: Props) {
  const { t } = useLanguage();
  const isSending = useNavigation().formData?.get('intent') === 'simulate';
  const errorOf = (field: string) => {
    const why = errors[field];
    return why ? t(`sim.wrong.${why}`) : undefined;
  };
  return (
    <Form method="post" className="card space-y-4 p-5" noValidate preventScrollReset>
      <Field
        name="ticket"
        label={t('sim.ticket')}
        hint={t('sim.ticket-hint')}
        defaultValue={draft.ticket}
        autoComplete="off"
        maxLength={200}
        error={errorOf('ticket')}
      />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Choice
          name="accessPoint"
          label={t('sim.point')}
          chosen={draft.accessPoint}
          options={plan.accessPoints.map(({ id, name, gate }) => [id, `${gate} · ${name}`])}
          error={errorOf('accessPoint')}
        />
        <Choice
          name="direction"
          label={t('sim.direction')}
          chosen={draft.direction}
          options={[
            ['in', t('sim.direction.in')],
            ['out', t('sim.direction.out')],
          ]}
        />
        <Field
          type="datetime-local"
          name="at"
          label={t('sim.at')}
          hint={t('sim.at-hint', { zone: plan.timeZone })}
          defaultValue={draft.at}
          error={errorOf('at')}
        />
      </div>
      <Tick name="isOffline" label={t('sim.offline')} hint={t('sim.offline-hint')} ticked={draft.isOffline} />
      <Before plan={plan} draft={draft} errorOf={errorOf} />
      <SubmitButton
        name="intent"
        value="simulate"
        className="max-sm:w-full"
        pending={isSending}
        pendingLabel={t('scan.asking')}
      >
        {t('sim.go')}
      </SubmitButton>
    </Form>
  );
}

function Before({ plan, draft, errorOf }: Part) {
  const { t } = useLanguage();
  return (
    <details open={draft.before !== 'real'}>
      <summary className="min-h-11 cursor-pointer content-center underline underline-offset-4">
        {t('sim.before')}
      </summary>
      <div className="space-y-4 pt-2">
        <RadioList
          legend={t('sim.before-what')}
          name="before"
          chosen={draft.before}
          options={staysBefore.map((one) => [one, t(`sim.before.${one}`)])}
        />
        {[...draft.stays.entries()].map(([place, stay]) => (
          <fieldset key={place} className="grid items-start gap-4 rounded-m border border-line p-4 sm:grid-cols-3">
            <legend className="px-2 font-semibold">{t('sim.stay', { number: place + 1 })}</legend>
            <Field
              type="datetime-local"
              name={`stay-${place}-at`}
              label={t('sim.stay.at')}
              defaultValue={stay.at}
              error={errorOf(`stay-${place}-at`)}
            />
            <Field
              type="datetime-local"
              name={`stay-${place}-left`}
              label={t('sim.stay.left')}
              defaultValue={stay.leftAt}
              error={errorOf(`stay-${place}-left`)}
            />
            <Choice
              name={`stay-${place}-zone`}
              label={t('sim.stay.zone')}
              chosen={stay.zoneId}
              options={[['', t('sim.stay.own-zone')], ...plan.zones.map(({ id, name }) => [id, name] as const)]}
            />
          </fieldset>
        ))}
      </div>
    </details>
  );
}
