import { type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { actOnEntry, type EntrySaid } from './act-on-entry.ts';
import { DoorHead } from './door-head.tsx';
import { LanesForm } from './lanes-form.tsx';
import { draftOf } from './policy-draft.ts';
import { PolicyForm } from './policy-form.tsx';
import { PolicyInWords } from './policy-in-words.tsx';
import { decidesDoors } from './staff-of.ts';

export async function loader({ params, context }: LoaderFunctionArgs) {
  const of = { performanceId: params.performanceId ?? '' };
  const me = await needMe(context, `/desk/doors/${of.performanceId}`);
  const plan = await need(context, 'getDoorPlan', { params: of });
  const [policy, lanes, devices] = await Promise.all([
    need(context, 'getEntryPolicy', { params: of }),
    need(context, 'getLanes', { params: of }),
    need(context, 'listDevices', { params: { organiserId: plan.organiser } }),
  ]);
  const isDecider = me.superadmin || decidesDoors(me, plan.organiser);
  return { plan, policy, lanes: lanes.items, devices: devices.items, isDecider };
}

export const action = actOnEntry;

/** Who is let in how at a performance. */
export default function EntryPolicyPage() {
  const { plan, policy, lanes, devices, isDecider } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const wrong = done?.said === 'wrong' ? done : undefined;
  const { t } = useLanguage();
  const isOfLanes = done?.said === 'lanes_in_use' || done?.said === 'lane-gone';
  return (
    <div className="wrap max-w-4xl space-y-8 py-8">
      <DoorHead plan={plan} page="policy" />
      <Said done={done} />
      {isDecider ? (
        <PolicyForm
          // What is saved stands in the form as the server has it; what is wrong as it was typed.
          key={JSON.stringify(policy)}
          plan={plan}
          draft={wrong?.draft ?? draftOf(policy, plan.timeZone)}
          errors={wrong?.errors ?? {}}
        />
      ) : (
        <PolicyInWords policy={policy} />
      )}
      <LanesForm
        lanes={lanes}
        devices={devices}
        isDecider={isDecider}
        error={isOfLanes ? t(`doors.said.${done.said}`) : undefined}
      />
    </div>
  );
}

function Said({ done }: { done: EntrySaid | undefined }) {
  const { t } = useLanguage();
  if (!done || done.said === 'lanes_in_use' || done.said === 'lane-gone') return null;
  if (done.said === 'wrong') {
    // A refusal of a field stands beside it.
    return Object.keys(done.errors).length > 0 ? null : <Banner tone="danger" urgent title={t('doors.said.failed')} />;
  }
  const isGood = done.said === 'saved' || done.said === 'lanes-set';
  return <Banner tone={isGood ? 'success' : 'danger'} urgent title={t(`doors.said.${done.said}`)} />;
}
