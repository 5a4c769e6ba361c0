import { apiBase } from '@tessera/contract/api/paths';
import { Eye, FileDown } from 'lucide-react';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { callFromBrowser } from '../client/call.ts';
import { needMe } from '../client/need-me.ts';
import { ask, refusalPage } from '../client/read.ts';
import { BigFigures } from '../entry/big-figures.tsx';
import { DoorsState } from '../entry/doors.tsx';
import { EntryHead } from '../entry/entry-head.tsx';
import { FlowChart } from '../entry/flow-chart.tsx';
import { type IncidentFacts, IncidentWords } from '../entry/incident-words.tsx';
import { GateTable, RefusalTable, Section, ZoneList } from '../entry/place-tables.tsx';
import { useRefreshed } from '../entry/use-refreshed.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { buttonClass } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { PageHead } from '../ui/page-head.tsx';

export async function loader({ context, params: { performanceId = '' } }: LoaderFunctionArgs) {
  await needMe(context, `/authority/${performanceId}`);
  const answer = await ask(context, 'getAuthorityEntry', { params: { performanceId } });
  if (answer.ok) return { entry: answer.body };
  if (answer.problem.code === 'access_not_open') return { entry: null };
  throw refusalPage(answer.problem);
}

type Entry = NonNullable<ReturnType<typeof useLoaderData<typeof loader>>['entry']>;

/** How a performance is let in, for an authority: no person, and nothing without its being kept. */
export default function AuthorityEntryPage() {
  const { entry } = useLoaderData<typeof loader>();
  return entry ? <Watched first={entry} /> : <Over />;
}

function Watched({ first }: { first: Entry }) {
  const { t, locale, moment } = useLanguage();
  const { id } = first.figures.performance;
  const askAgain = useCallback(
    (signal: AbortSignal) => callFromBrowser('getAuthorityEntry', { params: { performanceId: id } }, { signal }),
    [id],
  );
  const { facts, isStale, isOver } = useRefreshed(first, askAgain);
  if (isOver) return <Over />;
  const { figures, incidents, accessEndsAt } = facts;
  const { timeZone } = figures.performance;
  return (
    <div className="wrap space-y-6 py-8">
      <PageHead title={t('authority.own')} hidden />
      <div className="flex flex-wrap items-start justify-between gap-4">
        <EntryHead figures={figures} isStale={isStale} />
        <a
          href={`${apiBase}/performances/${id}/authority-report?locale=${locale}`}
          download
          className={buttonClass('secondary', 'max-sm:w-full')}
        >
          <FileDown aria-hidden="true" className="size-5" />
          {t('authority.report')}
        </a>
      </div>
      <p className="flex items-start gap-2 text-sm text-muted">
        <Eye aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        {t('authority.watched', { when: moment(accessEndsAt, timeZone, 'day-time') })}
      </p>
      <div className={classes('space-y-6', isStale ? 'grayscale' : '')}>
        <BigFigures figures={figures} />
        <FlowChart figures={figures} />
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <ZoneList figures={figures} />
          <IncidentList incidents={incidents} timeZone={timeZone} />
          <GateTable figures={figures} />
          <RefusalTable figures={figures} />
          <Section title={t('entry.doors')}>
            <DoorsState figures={figures} />
          </Section>
        </div>
      </div>
    </div>
  );
}

function IncidentList({ incidents, timeZone }: { incidents: readonly IncidentFacts[]; timeZone: string }) {
  const { t } = useLanguage();
  return (
    <Section title={t('incident.title')}>
      {incidents.length === 0 ? <p className="text-muted">{t('incident.none')}</p> : null}
      <ul className="divide-y divide-line">
        {incidents.map((incident) => (
          <li key={incident.id} className="py-3">
            <IncidentWords incident={incident} timeZone={timeZone} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Over() {
  const { t } = useLanguage();
  return (
    <div className="wrap max-w-2xl space-y-6 py-8">
      <PageHead title={t('authority.over')} hidden />
      <h1 className="text-4xl">{t('authority.over')}</h1>
      <Banner tone="warning" title={t('authority.over.why')} />
      <Link to="/authority" className={buttonClass('secondary')}>
        {t('authority.own')}
      </Link>
    </div>
  );
}
