import { ArrowLeft } from 'lucide-react';
import { useMemo, useState } from 'react';
import {
  type ActionFunctionArgs,
  data,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { need, textIn } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { classes } from '../ui/classes.ts';
import { PageHead } from '../ui/page-head.tsx';
import { ClosedOffers, hasOpenOffers } from './closed-offers.tsx';
import { holdPlaces } from './hold-places.ts';
import { HoldRefusal } from './hold-refusal.tsx';
import { type Tier, tiersOf } from './offers.ts';
import { idsIn, stepOf } from './refusal-step.ts';
import { SaleBanner } from './sale-banner.tsx';
import { Basket } from './seat-choice/basket.tsx';
import { BestPanel } from './seat-choice/best-panel.tsx';
import { CodeContext, CodeField } from './seat-choice/code-field.tsx';
import { Legend } from './seat-choice/legend.tsx';
import { LostSeats } from './seat-choice/lost-seats.tsx';
import { SeatedZone } from './seat-choice/seated-zone.tsx';
import { StandingZone } from './seat-choice/standing-zone.tsx';
import { LiveSeatsContext, useLiveSource } from './seat-choice/use-live-seats.ts';
import { useSelection } from './seat-choice/use-selection.ts';
import { ZoneList } from './seat-choice/zone-list.tsx';
import { codeCookie, codeIn, type RefusedCode, seenWith } from './visit-code.ts';
import type { Performance, Seat, Zone } from './wire.ts';

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const performanceId = params.performanceId ?? '';
  const given = codeIn(request, performanceId);
  const { performance, code, refusedCode } = await seenWith(context, performanceId, given);
  if (performance.event.slug !== params.slug) throw data({ code: 'not_found' }, { status: 404 });
  const zone = zoneIn(performance, searchParams.get('zone'));
  const seats =
    zone?.kind === 'seated'
      ? await need(context, 'listSeats', { params: { performanceId }, query: { zone: zone.id } })
      : undefined;
  const asked = Number(searchParams.get('n') ?? 2);
  const quantity = Math.min(Math.max(Number.isInteger(asked) ? asked : 2, 1), performance.placesPerOrderMax);
  return { performance, zone, seats: seats?.items ?? [], quantity, code, refusedCode, holdKey: crypto.randomUUID() };
}

export async function action({ params, request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const performanceId = params.performanceId ?? '';
  const kept = codeIn(request, performanceId);
  const code = form.has('forget') ? '' : form.has('code') ? textIn(form, 'code').trim() : kept;
  const { performance } = await seenWith(context, performanceId, code);
  const headers: Record<string, string> = code === kept ? {} : { 'Set-Cookie': codeCookie(performanceId, code) };
  if (textIn(form, 'way') === 'code')
    return redirect(`/e/${performance.event.slug}/p/${performanceId}/seats${new URL(request.url).search}`, { headers });
  return holdPlaces(context, { form, performance, code, headers });
}

/** After a refusal too: what is shown is out of date, and the next press is a new wish with a new key. */
export function shouldRevalidate(): boolean {
  return true;
}

export default function SeatChoicePage() {
  const { performance, zone, seats, quantity, code, refusedCode, holdKey } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { t, text, moment } = useLanguage();
  const { event, venue, startsAt, timeZone } = performance;
  const title = t('seats.title', { title: text(event.title) });
  const isOnSale = performance.sale.state === 'open' && performance.availability !== 'none';
  return (
    <div className="flex grow flex-col">
      <PageHead title={title} hidden />
      <div className="wrap space-y-5 py-6">
        <div className="space-y-1">
          <Link
            to={`/e/${event.slug}?p=${performance.id}`}
            className="inline-flex min-h-11 items-center gap-2 text-muted underline-offset-4 hover:text-ink hover:underline"
          >
            <ArrowLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
            {text(event.title)}
          </Link>
          <h1 className="text-3xl sm:text-4xl">{t('seats.heading')}</h1>
          <p className="text-muted">
            {moment(startsAt, timeZone, 'long-day')} · {moment(startsAt, timeZone, 'time')} · {venue.name}
          </p>
        </div>
        {isOnSale || refused ? null : <SaleBanner performance={performance} />}
        {refused && !isOnSale ? (
          <HoldRefusal refused={refused} performance={performance} holdKey={holdKey} at="plan" />
        ) : null}
      </div>
      {isOnSale ? (
        <Chooser
          performance={performance}
          zone={zone}
          seats={seats}
          quantity={quantity}
          code={code}
          refusedCode={refusedCode}
          holdKey={holdKey}
        />
      ) : null}
    </div>
  );
}

type ChooserProps = {
  performance: Performance;
  zone: Zone | undefined;
  seats: readonly Seat[];
  quantity: number;
  code: string;
  refusedCode: RefusedCode | undefined;
  holdKey: string;
};

function Chooser({ performance, zone, seats, quantity, code, refusedCode, holdKey }: ChooserProps) {
  const { t } = useLanguage();
  const refused = useActionData<typeof action>();
  const tiers = useMemo(() => tiersOf(performance), [performance]);
  const live = useLiveSource(performance.id);
  const selection = useSelection(performance, refused?.problem);
  const [party, setParty] = useState(quantity);
  const [typedCode, setTypedCode] = useState(refused?.code || refusedCode?.code || code);
  const said = selection.isChanged ? undefined : refused;
  const isCodeRefused = said !== undefined && stepOf(said.problem.code) === 'code';
  const lone = useMemo(() => new Set(said?.problem.code === 'lone_seat' ? idsIn(said.problem, 'lone') : []), [said]);
  return (
    <LiveSeatsContext value={live}>
      <CodeContext value={typedCode}>
        <div className="wrap grow space-y-5 pb-8">
          <div className={classes(zone && 'max-lg:hidden')}>
            <BestPanel
              performance={performance}
              tiers={tiers}
              zone={zone}
              party={party}
              setParty={setParty}
              holdKey={holdKey}
            />
          </div>
          <CodeField
            performance={performance}
            kept={code}
            typed={typedCode}
            setTyped={setTypedCode}
            refused={isCodeRefused ? said : refusedCode}
          >
            {` ${t('code.how')}`}
          </CodeField>
          {hasOpenOffers(performance) ? null : <ClosedOffers performance={performance} />}
          <div className="grid items-start gap-6 lg:grid-cols-[21rem_minmax(0,1fr)]">
            <div
              className={classes(
                'lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto',
                zone && 'max-lg:hidden',
              )}
            >
              <ZoneList performance={performance} tiers={tiers} chosen={zone?.id} />
            </div>
            <div id="plan" className={classes('min-w-0 space-y-4', !zone && 'max-lg:hidden')}>
              <ZonePart
                performance={performance}
                zone={zone}
                seats={seats}
                tiers={tiers}
                selection={selection}
                lone={lone}
                holdKey={holdKey}
                party={party}
              />
            </div>
          </div>
        </div>
        <Basket
          performance={performance}
          tiers={tiers}
          selection={selection}
          holdKey={holdKey}
          isRefused={Boolean(said?.asked.seats)}
        >
          {said && (said.problem.code !== 'seats_taken' || selection.lost.length === 0) ? (
            <HoldRefusal refused={said} performance={performance} holdKey={holdKey} at="plan" setQuantity={setParty} />
          ) : null}
          {selection.lost.length > 0 ? (
            <LostSeats selection={selection} performance={performance} holdKey={holdKey} />
          ) : null}
        </Basket>
      </CodeContext>
    </LiveSeatsContext>
  );
}

function ZonePart({
  performance,
  zone,
  seats,
  tiers,
  selection,
  lone,
  holdKey,
  party,
}: Omit<ChooserProps, 'quantity' | 'code' | 'refusedCode'> & {
  tiers: readonly Tier[];
  selection: ReturnType<typeof useSelection>;
  lone: ReadonlySet<string>;
  party: number;
}) {
  const { t } = useLanguage();
  if (!zone) return <p className="card p-8 text-center text-muted">{t('seats.choose-zone')}</p>;
  return (
    <section aria-labelledby="zone" className="space-y-4">
      <Link
        to="?"
        preventScrollReset
        className="inline-flex min-h-11 items-center gap-2 text-accent underline-offset-4 hover:underline lg:hidden"
      >
        <ArrowLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
        {t('seats.all-zones')}
      </Link>
      <h2 id="zone" className="text-2xl">
        {zone.group ? <span className="text-muted">{zone.group} · </span> : null}
        {zone.name}
      </h2>
      {zone.kind === 'standing' ? (
        <StandingZone
          key={`${zone.id} ${party}`}
          performance={performance}
          zone={zone}
          tiers={tiers}
          party={party}
          holdKey={holdKey}
        />
      ) : (
        <>
          <Legend tiers={tiers} seats={seats} />
          <SeatedZone
            key={zone.id}
            performance={performance}
            zone={zone}
            first={seats}
            tiers={tiers}
            selection={selection}
            lone={lone}
          />
        </>
      )}
    </section>
  );
}

/** The zone asked for; when there is only one, that one. */
function zoneIn({ zones }: Performance, asked: string | null): Zone | undefined {
  return zones.find(({ id }) => id === asked) ?? (zones.length === 1 ? zones[0] : undefined);
}
