import { Fragment, type ReactNode } from 'react';
import { useLanguage } from '../languages/use-language.ts';
import { Bar } from './big-figures.tsx';
import type { Figures } from './entry-head.tsx';
import { useNumbers } from './use-numbers.ts';

const number = 'figures p-2 text-end tabular-nums';

/** Who came in where, and how fast lately; a gate with several access points shows each. */
export function GateTable({ figures: { gates } }: { figures: Figures }) {
  const { t } = useLanguage();
  return (
    <Section title={t('entry.gates')}>
      <table className="w-full">
        <thead>
          <tr className="text-sm text-muted">
            <th scope="col" className="p-2 text-start font-medium">
              {t('entry.gate')}
            </th>
            <th scope="col" className="p-2 text-end font-medium">
              {t('entry.admitted')}
            </th>
            {[1, 5, 15].map((minutes) => (
              <th key={minutes} scope="col" className="whitespace-nowrap p-2 text-end font-medium">
                {t('entry.last', { minutes })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {gates.map((gate) => (
            <Fragment key={gate.id}>
              <EntryRow name={gate.name} entries={gate} isGate />
              {gate.accessPoints.length > 1
                ? gate.accessPoints.map((point) => <EntryRow key={point.id} name={point.name} entries={point} />)
                : null}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

type Entries = Pick<Figures['gates'][number], 'admitted' | 'last1' | 'last5' | 'last15'>;

function EntryRow({ name, entries, isGate = false }: { name: string; entries: Entries; isGate?: boolean }) {
  const { whole } = useNumbers();
  const { admitted, last1, last5, last15 } = entries;
  return (
    <tr className={isGate ? 'border-t border-line font-semibold' : 'text-sm text-muted'}>
      <th scope="row" className={`p-2 text-start font-[inherit] ${isGate ? '' : 'ps-6'}`}>
        {name}
      </th>
      {Object.entries({ admitted, last1, last5, last15 }).map(([key, count]) => (
        <td key={key} className={number}>
          {whole(count)}
        </td>
      ))}
    </tr>
  );
}

/** Who is in each zone, and how near that is to its limit. */
export function ZoneList({ figures: { zones, performance } }: { figures: Figures }) {
  const { t } = useLanguage();
  if (zones.length === 0) return null;
  return (
    <Section title={t('entry.zones')}>
      <ul className="space-y-4">
        {zones.map((zone) => (
          <ZoneLine key={zone.id} zone={zone} timeZone={performance.timeZone} />
        ))}
      </ul>
    </Section>
  );
}

const levels = {
  calm: { tone: 'bg-accent', ink: '' },
  nearly: { tone: 'bg-warning', ink: 'text-warning' },
  full: { tone: 'bg-danger', ink: 'text-danger' },
} as const;

function levelOf(part: number): keyof typeof levels {
  if (part >= 1) return 'full';
  return part >= 0.9 ? 'nearly' : 'calm';
}

function ZoneLine({ zone, timeZone }: { zone: Figures['zones'][number]; timeZone: string }) {
  const { t, moment } = useLanguage();
  const { whole } = useNumbers();
  const { name, inside, placesMax, tickets, fullAt } = zone;
  // A zone where nobody may be is full from the first.
  const part = placesMax === 0 ? 1 : inside / (placesMax ?? Number.POSITIVE_INFINITY);
  const level = levelOf(part);
  const { tone, ink } = levels[level];
  return (
    <li>
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-semibold">{name}</span>
        <span className={`figures ${ink}`}>
          {placesMax === null
            ? t('entry.zone.no-limit', { inside: whole(inside) })
            : t('entry.zone.of', { inside: whole(inside), max: whole(placesMax) })}
          {level === 'calm' ? null : <strong> · {t(`entry.zone.${level}`)}</strong>}
        </span>
      </p>
      {placesMax === null ? null : <Bar part={part} tone={tone} />}
      <p className="text-sm text-muted">
        {t('entry.zone.tickets', { tickets: whole(tickets) })}
        {fullAt ? ` · ${t('entry.zone.full-at', { time: moment(fullAt, timeZone, 'time') })}` : null}
      </p>
    </li>
  );
}

const reasons = [
  'not_a_ticket',
  'wrong_signature',
  'unknown_ticket',
  'revoked',
  'replaced',
  'barred',
  'unpaid',
  'suspended',
  'wrong_performance',
  'already_used',
  'used_up',
  'already_inside',
  'too_late',
  'wrong_product',
  'stale_code',
  'in_other_zone',
  'too_early',
  'zone_full',
  'wrong_gate',
  'other_lane',
] as const;

export function RefusalTable({ figures: { refusals } }: { figures: Figures }) {
  const { t } = useLanguage();
  const { whole } = useNumbers();
  if (refusals.length === 0) {
    return (
      <Section title={t('entry.refusals')}>
        <p className="text-muted">{t('entry.refusals.none')}</p>
      </Section>
    );
  }
  return (
    <Section title={t('entry.refusals')}>
      <table className="w-full">
        <thead>
          <tr className="text-sm text-muted">
            <th scope="col" className="p-2 text-start font-medium">
              {t('entry.reason')}
            </th>
            <th scope="col" className="p-2 text-end font-medium">
              {t('entry.last', { minutes: 15 })}
            </th>
            <th scope="col" className="p-2 text-end font-medium">
              {t('entry.total')}
            </th>
          </tr>
        </thead>
        <tbody>
          {refusals.map(({ reason, last15, total }) => (
            <tr key={reason} className="border-t border-line">
              <th scope="row" className="p-2 text-start font-normal">
                {t(`entry.reason.${reasons.find((known) => known === reason) ?? 'other'}`)}
              </th>
              <td className={number}>{whole(last15)}</td>
              <td className={number}>{whole(total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card space-y-3 p-5" aria-label={title}>
      <h2 className="text-xl">{title}</h2>
      {children}
    </section>
  );
}
