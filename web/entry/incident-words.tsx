import type { Reply } from '@tessera/contract/api/operations';
import { useLanguage } from '../languages/use-language.ts';

export type IncidentFacts = Reply<'getAuthorityEntry'>['incidents'][number];

const inks = { minor: 'text-muted', serious: 'text-warning', critical: 'text-danger' } as const;

/** What everybody who may look sees of an incident: kind, severity, where, since when, state. */
export function IncidentWords({ incident, timeZone }: { incident: IncidentFacts; timeZone: string }) {
  const { t, moment } = useLanguage();
  const { kind, severity, state, gate, zone, reportedAt, changedAt } = incident;
  const place = [gate, zone].filter(Boolean).join(' · ');
  return (
    <>
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-semibold">
          {t(`incident.kind.${kind}`)} · <span className={inks[severity]}>{t(`incident.severity.${severity}`)}</span>
        </span>
        <span className={state === 'open' ? 'font-semibold text-danger' : 'text-muted'}>
          {t(`incident.state.${state}`)}
          {state === 'open' ? null : ` ${t('incident.since', { time: moment(changedAt, timeZone, 'time') })}`}
        </span>
      </p>
      <p className="figures text-sm text-muted">
        {moment(reportedAt, timeZone, 'time')}
        {place ? ` · ${place}` : null}
      </p>
    </>
  );
}
