import type { Reply } from '@tessera/contract/api/operations';
import { Form, useNavigation } from 'react-router';
import { IncidentWords } from '../entry/incident-words.tsx';
import { Section } from '../entry/place-tables.tsx';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { SubmitButton } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import type { IncidentSaid } from './act-on-incidents.ts';
import { kinds, severities } from './incident-choices.ts';

type List = Reply<'listIncidents'>;
type Props = {
  readonly list: List;
  readonly timeZone: string;
  readonly idempotencyKey: string;
  readonly done: IncidentSaid | undefined;
};

/** What happened at a performance, told and dealt with by staff. */
export function Incidents({ list, timeZone, idempotencyKey, done }: Props) {
  const { t } = useLanguage();
  const said = done && done.said !== 'words' ? done.said : undefined;
  return (
    <Section title={t('incident.title')}>
      {said ? (
        <Banner
          tone={said === 'reported' || said === 'changed' ? 'success' : 'danger'}
          urgent
          title={t(`incident.said.${said}`)}
        />
      ) : null}
      <Report places={list.places} idempotencyKey={idempotencyKey} isWithoutWords={done?.said === 'words'} />
      {list.items.length === 0 ? <p className="text-muted">{t('incident.none')}</p> : null}
      <ul className="divide-y divide-line">
        {list.items.map((incident) => (
          <IncidentLine key={incident.id} incident={incident} timeZone={timeZone} />
        ))}
      </ul>
    </Section>
  );
}

type ReportProps = {
  readonly places: List['places'];
  readonly idempotencyKey: string;
  readonly isWithoutWords: boolean;
};

function Report({ places, idempotencyKey, isWithoutWords }: ReportProps) {
  const { t } = useLanguage();
  const isSending = useNavigation().formData?.get('intent') === 'report';
  const nowhere = ['', t('incident.nowhere')] as const;
  return (
    <details open={isWithoutWords}>
      <summary className="min-h-11 content-center font-semibold underline underline-offset-4">
        {t('incident.report')}
      </summary>
      {/* A new key for each incident: what was typed goes, pressing twice reports one. */}
      <Form key={idempotencyKey} method="post" className="space-y-4 pt-2" noValidate preventScrollReset>
        <input type="hidden" name="key" value={idempotencyKey} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Choice
            name="kind"
            label={t('incident.kind')}
            options={kinds.map((kind) => [kind, t(`incident.kind.${kind}`)])}
          />
          <Choice
            name="severity"
            label={t('incident.severity')}
            options={severities.map((severity) => [severity, t(`incident.severity.${severity}`)])}
          />
          <Choice
            name="gate"
            label={t('incident.gate')}
            options={[nowhere, ...places.gates.map(({ id, name }) => [id, name] as const)]}
          />
          <Choice
            name="zone"
            label={t('incident.zone')}
            options={[nowhere, ...places.zones.map(({ id, name }) => [id, name] as const)]}
          />
        </div>
        <Field
          name="words"
          label={t('incident.words')}
          hint={t('incident.words-hint')}
          maxLength={1000}
          autoComplete="off"
          error={isWithoutWords ? t('incident.wrong.words') : undefined}
        />
        <SubmitButton
          name="intent"
          value="report"
          className="max-sm:w-full"
          pending={isSending}
          pendingLabel={t('desk.sending')}
        >
          {t('incident.send')}
        </SubmitButton>
      </Form>
    </details>
  );
}

const next = { open: ['handled', 'closed'], handled: ['closed', 'open'], closed: ['open'] } as const;

function IncidentLine({ incident, timeZone }: { incident: List['items'][number]; timeZone: string }) {
  const { t, moment } = useLanguage();
  const sent = useNavigation().formData;
  const sending = sent?.get('incident') === incident.id ? sent.get('intent') : undefined;
  const { reportedBy, changes } = incident;
  const at = (instant: string, name: string | null) => {
    const time = moment(instant, timeZone, 'time');
    return name ? t('incident.at', { time, name }) : t('incident.at-unknown', { time });
  };
  return (
    <li className="space-y-2 py-4" data-testid="incident">
      <IncidentWords incident={incident} timeZone={timeZone} />
      <p className="prose-lines break-words">{incident.words}</p>
      <ul className="text-sm text-muted">
        {reportedBy ? <li>{t('incident.by', { name: reportedBy })}</li> : null}
        {changes.map((change) => (
          <li key={change.at} className="break-words">
            {t(`incident.state.${change.state}`)} · {at(change.at, change.by)}
            {change.note ? ` · ${change.note}` : null}
          </li>
        ))}
      </ul>
      <details>
        <summary className="min-h-11 content-center underline underline-offset-4">{t('incident.change')}</summary>
        <Form method="post" className="space-y-3 pt-2" noValidate preventScrollReset>
          <input type="hidden" name="incident" value={incident.id} />
          <Field name="note" label={t('incident.note')} maxLength={500} autoComplete="off" />
          <p className="flex flex-wrap gap-3">
            {next[incident.state].map((state) => (
              <SubmitButton
                key={state}
                kind="secondary"
                name="intent"
                value={state}
                className="max-sm:grow"
                pending={sending === state}
                pendingLabel={t('desk.sending')}
              >
                {t(`incident.to.${state}`)}
              </SubmitButton>
            ))}
          </p>
        </Form>
      </details>
    </li>
  );
}
