import type { ReactNode } from 'react';
import { useLanguage } from '../languages/use-language.ts';
import { classes } from '../ui/classes.ts';
import type { Figures } from './entry-head.tsx';
import { useNumbers } from './use-numbers.ts';

/** How many are inside, how many of those with a ticket have come, how fast, and until when it will take. */
export function BigFigures({ figures }: { figures: Figures }) {
  const { t, moment } = useLanguage();
  const { whole, share } = useNumbers();
  const { inside, arrived, tickets, left, flow, everybodyInAt, performance } = figures;
  const perMinute = flow.last5 > 0 ? flow.last5 / 5 : flow.last15 / 15;
  return (
    <div className="space-y-3">
      <dl className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <Figure name={t('entry.inside')} isFirst isWide note={left > 0 ? t('entry.left', { count: left }) : null}>
          <span data-testid="inside">{whole(inside)}</span>
        </Figure>
        <Figure
          name={t('entry.arrived')}
          isWide
          note={t('entry.of-tickets', {
            tickets: whole(tickets),
            share: share(tickets > 0 ? arrived / tickets : 0),
          })}
        >
          {whole(arrived)}
          <Bar part={tickets > 0 ? arrived / tickets : 0} />
        </Figure>
        <Figure name={t('entry.per-minute')} note={t('entry.per-minute-last', { count: flow.last1 })}>
          {whole(Math.round(perMinute * 10) / 10)}
        </Figure>
        <Figure
          name={t('entry.all-in')}
          note={
            everybodyInAt ? null : t(tickets > 0 && arrived >= tickets ? 'entry.all-in.done' : 'entry.all-in.unknown')
          }
        >
          {everybodyInAt ? moment(everybodyInAt, performance.timeZone, 'time') : '—'}
        </Figure>
      </dl>
      {arrived === 0 ? <p className="text-muted">{t('entry.nobody')}</p> : null}
    </div>
  );
}

type FigureProps = {
  readonly name: string;
  readonly note: string | null;
  readonly isFirst?: boolean;
  readonly isWide?: boolean;
  readonly children: ReactNode;
};

function Figure({ name, note, isFirst = false, isWide = false, children }: FigureProps) {
  return (
    <div className={classes('card flex flex-col gap-1 p-4 sm:p-5', isWide ? 'max-lg:col-span-2' : '')}>
      <dt className="text-muted">{name}</dt>
      <dd className={`figures display font-bold ${isFirst ? 'text-6xl' : 'text-4xl'}`}>{children}</dd>
      {note ? <dd className="text-sm text-muted">{note}</dd> : null}
    </div>
  );
}

export function Bar({ part, tone = 'bg-accent' }: { part: number; tone?: string }) {
  return (
    <span aria-hidden="true" className="mt-2 block h-2 overflow-hidden rounded-full bg-raised">
      <span
        className={`block h-full rounded-full ${tone}`}
        style={{ inlineSize: `${Math.min(100, Math.max(0, part * 100))}%` }}
      />
    </span>
  );
}
