import { type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { actOnSimulator, type SimulationDraft, staysMax } from './act-on-simulator.ts';
import { DoorHead } from './door-head.tsx';
import { SimulationForm } from './simulation-form.tsx';
import { SimulationResult } from './simulation-result.tsx';
import { localTimeOf } from './venue-time.ts';

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const performanceId = params.performanceId ?? '';
  await needMe(context, `/desk/doors/${performanceId}/simulator`);
  const plan = await need(context, 'getDoorPlan', { params: { performanceId } });
  // The page of a ticket leads here with its serial.
  return { plan, ticket: new URL(request.url).searchParams.get('ticket')?.slice(0, 200) ?? '' };
}

export const action = actOnSimulator;

/** What happens if this ticket is shown at that door then. */
export default function SimulatorPage() {
  const { plan, ticket } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const { t } = useLanguage();
  const draft: SimulationDraft = done?.draft ?? {
    ticket,
    accessPoint: plan.accessPoints[0]?.id ?? '',
    direction: 'in',
    at: localTimeOf(Date.parse(plan.doorsAt), plan.timeZone),
    isOffline: false,
    before: 'real',
    stays: Array.from({ length: staysMax }, () => ({ zoneId: '', at: '', leftAt: '' })),
  };
  return (
    <div className="wrap max-w-4xl space-y-8 py-8">
      <DoorHead plan={plan} page="simulator" />
      <p className="max-w-prose text-muted">{t('sim.intro')}</p>
      {done?.hasFailed ? <Banner tone="danger" urgent title={t('doors.said.failed')} /> : null}
      <SimulationForm plan={plan} draft={draft} errors={done?.errors ?? {}} />
      {done?.simulation ? <SimulationResult simulation={done.simulation} timeZone={plan.timeZone} /> : null}
    </div>
  );
}
