import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router';
import { callFromBrowser } from '../client/call.ts';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { BigFigures } from '../entry/big-figures.tsx';
import { DeviceList } from '../entry/doors.tsx';
import { EntryHead } from '../entry/entry-head.tsx';
import { FlowChart } from '../entry/flow-chart.tsx';
import { GateTable, RefusalTable, ZoneList } from '../entry/place-tables.tsx';
import { useRefreshed } from '../entry/use-refreshed.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { classes } from '../ui/classes.ts';
import { PageHead } from '../ui/page-head.tsx';
import { actOnIncidents } from './act-on-incidents.ts';
import { Incidents } from './incidents.tsx';

export async function loader({ context, params: { performanceId = '' } }: LoaderFunctionArgs) {
  await needMe(context, `/desk/performances/${performanceId}/entry`);
  const params = { performanceId };
  const [entry, incidents] = await Promise.all([
    need(context, 'getLiveEntry', { params }),
    need(context, 'listIncidents', { params }),
  ]);
  return { entry, incidents, key: crypto.randomUUID() };
}

export const action = actOnIncidents;

/** A performance while it is let in, as of a few seconds ago. */
export default function LiveEntryPage() {
  const first = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const { t } = useLanguage();
  const { id } = first.entry.performance;
  const askAgain = useCallback(
    async (signal: AbortSignal) => {
      const input = { params: { performanceId: id } };
      const [entry, incidents] = await Promise.all([
        callFromBrowser('getLiveEntry', input, { signal }),
        callFromBrowser('listIncidents', input, { signal }),
      ]);
      if (!entry.ok) return entry;
      if (!incidents.ok) return incidents;
      return { ok: true as const, body: { entry: entry.body, incidents: incidents.body } };
    },
    [id],
  );
  const { facts, isStale, isOver } = useRefreshed<Pick<typeof first, 'entry' | 'incidents'>>(first, askAgain);
  const { entry, incidents } = facts;
  return (
    <div className="wrap space-y-6 py-8">
      <PageHead title={t('entry.list')} hidden />
      <Link to="/desk/entry" className="inline-flex min-h-11 items-center underline underline-offset-4">
        {t('entry.back')}
      </Link>
      <EntryHead figures={entry} isStale={isStale || isOver} />
      <div className={classes('space-y-6', isStale || isOver ? 'grayscale' : '')}>
        <BigFigures figures={entry} />
        <FlowChart figures={entry} />
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <GateTable figures={entry} />
          <ZoneList figures={entry} />
          <RefusalTable figures={entry} />
          <DeviceList entry={entry} />
        </div>
      </div>
      {isOver ? <Banner tone="danger" urgent title={t('authority.over')} /> : null}
      <Incidents
        list={incidents}
        timeZone={entry.performance.timeZone}
        idempotencyKey={done?.key ?? first.key}
        done={done ?? undefined}
      />
    </div>
  );
}
