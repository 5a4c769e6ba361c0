import { useState } from 'react';
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { maybe, need, textIn } from '../client/read.ts';
import { useRootFacts } from '../frame/root-facts.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { BuyBar } from './buy-bar.tsx';
import { ClosedOffers, hasOpenOffers } from './closed-offers.tsx';
import { EventFactsList } from './event-facts.tsx';
import { eventJsonLd } from './event-json-ld.ts';
import { holdPlaces, type RefusedHold } from './hold-places.ts';
import { HoldRefusal } from './hold-refusal.tsx';
import { lowestTier, tiersOf, usualOffer } from './offers.ts';
import { PerformancePicker } from './performance-picker.tsx';
import { Poster, PosterGlow, posterPath } from './poster/poster.tsx';
import { PriceList } from './price-list.tsx';
import { SaleBanner } from './sale-banner.tsx';
import { CodeField } from './seat-choice/code-field.tsx';
import { codeCookie, codeIn, type RefusedCode, seenWith } from './visit-code.ts';
import type { EventFacts, Performance, PerformanceCard } from './wire.ts';

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const event = await need(context, 'getEvent', { params: { slug: params.slug ?? '' } });
  const card = chosenPerformance(event, searchParams.get('p'));
  if (!card) return { event, performance: undefined, choice: undefined, code: '', refusedCode: undefined, holdKey: '' };
  const { performance, code, refusedCode } = await seenWith(context, card.id, codeIn(request, card.id));

  const quantity = quantityIn(searchParams, performance.placesPerOrderMax);
  const tiers = tiersOf(performance);
  const asked = searchParams.get('tier');
  const tier = asked === 'any' ? undefined : (tiers.find(({ id }) => id === asked) ?? lowestTier(tiers, quantity));
  const offer = tier && performance.sale.state === 'open' ? usualOffer(tier, quantity) : undefined;
  const quote = offer
    ? await maybe(context, 'getQuote', {
        params: { performanceId: performance.id },
        query: { offer: offer.id, quantity, ...(code === '' ? {} : { code }) },
      })
    : undefined;
  return {
    event,
    performance,
    choice: {
      quantity,
      tier: tier?.id ?? 'any',
      tariff: offer?.tariff,
      total: quote?.total,
      missed: quote?.missed,
    },
    code,
    refusedCode,
    // A second press of the same button is the same wish.
    holdKey: crypto.randomUUID(),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const performanceId = textIn(form, 'performance');
  const code = form.has('forget') ? '' : textIn(form, 'code').trim();
  const { performance } = await seenWith(context, performanceId, code);
  if (textIn(form, 'way') !== 'code') return holdPlaces(context, { form, performance, code });
  const { slug } = performance.event;
  const search = new URL(request.url).searchParams;
  search.set('p', performance.id);
  const headers = { 'Set-Cookie': codeCookie(performance.id, code) };
  return redirect(`/e/${slug}?${search}`, { headers });
}

/** After a refusal too: what is shown is out of date, and the next press is a new wish with a new key. */
export function shouldRevalidate(): boolean {
  return true;
}

export function meta({ loaderData, matches }: MetaArgs<typeof loader>) {
  if (!loaderData) return [];
  const root = matches.find((match) => match?.id === 'root')?.loaderData;
  const origin = isRecord(root) && typeof root.origin === 'string' ? root.origin : '';
  const locale = isRecord(root) && root.locale === 'en' ? 'en' : 'fr';
  return eventJsonLd(loaderData.event, loaderData.performance, origin, locale).map((thing) => ({
    'script:ld+json': thing,
  }));
}

export default function EventPage() {
  const { event, performance, choice, code, refusedCode, holdKey } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { t, text } = useLanguage();
  const origin = useRootFacts()?.origin ?? '';
  const title = text(event.title);
  return (
    <article className="relative flex grow flex-col">
      <PageHead
        title={title}
        description={text(event.summary)}
        canonical={`${origin}/e/${event.slug}`}
        image={origin + posterPath(event)}
      />
      <div className="relative isolate">
        <div className="absolute inset-x-0 top-0 -z-10 h-[34rem] overflow-hidden">
          <PosterGlow slug={event.slug} />
        </div>
        <div className="wrap grid gap-x-10 gap-y-6 py-6 md:grid-cols-[minmax(0,20rem)_minmax(0,1fr)] md:py-12">
          <Poster
            of={event}
            eager
            className="aspect-[16/9] w-full rounded-2xl object-cover shadow-2xl md:sticky md:top-24 md:aspect-[4/5] md:self-start"
          />
          <div className="space-y-8">
            <header className="space-y-3">
              <p className="text-sm font-medium text-accent">{t(`category.${event.category}`)}</p>
              <h1 className="text-4xl sm:text-5xl lg:text-6xl">{title}</h1>
              <p className="max-w-2xl text-lg text-muted">{text(event.summary)}</p>
            </header>
            {event.performances.length > 1 ? <PerformancePicker event={event} chosen={performance?.id} /> : null}
            {performance ? <EventFactsList event={event} performance={performance} /> : null}
            {performance ? (
              <SaleOfDate
                key={performance.id}
                performance={performance}
                code={code}
                refusedCode={refusedCode}
                refused={refused}
                holdKey={holdKey}
              />
            ) : (
              <Banner tone="info" title={t('event.no-date')} />
            )}
            <section aria-labelledby="about" className="space-y-3">
              <h2 id="about" className="text-2xl">
                {t('event.about')}
              </h2>
              <p className="prose-lines text-muted">{asParagraphs(text(event.description))}</p>
            </section>
            <section aria-labelledby="refund" className="space-y-2">
              <h2 id="refund" className="text-2xl">
                {t('event.refund')}
              </h2>
              <p className="prose-lines text-muted">{text(event.refundRule)}</p>
            </section>
            <section aria-labelledby="organiser" className="card space-y-1 p-5">
              <h2 id="organiser" className="font-sans text-sm font-medium tracking-normal text-muted">
                {t('event.organiser')}
              </h2>
              <p className="text-lg font-semibold">{event.organiser.name}</p>
              <p className="text-sm text-muted">{t('event.sold-by', { name: event.organiser.legalName })}</p>
            </section>
          </div>
        </div>
      </div>
      {performance && choice && canBeBought(performance) ? (
        <BuyBar performance={performance} slug={event.slug} choice={choice} holdKey={holdKey} code={code}>
          {refused ? <HoldRefusal refused={refused} performance={performance} holdKey={holdKey} at="event" /> : null}
        </BuyBar>
      ) : null}
    </article>
  );
}

/** What there is to buy of a date: why there is nothing, a field where some prices are for whoever knows a code, the prices. */
function SaleOfDate({
  performance,
  code,
  refusedCode,
  refused,
  holdKey,
}: {
  performance: Performance;
  code: string;
  refusedCode: RefusedCode | undefined;
  refused: RefusedHold | undefined;
  holdKey: string;
}) {
  const [typed, setTyped] = useState(refusedCode?.code ?? code);
  const isClosed = !canBeBought(performance);
  const takesCode = performance.takesCode || code !== '' || refusedCode !== undefined;
  return (
    <>
      {refused && isClosed ? (
        <HoldRefusal refused={refused} performance={performance} holdKey={holdKey} at="event" />
      ) : (
        <SaleBanner performance={performance} />
      )}
      {isSaleOpen(performance) && isClosed ? <ClosedOffers performance={performance} /> : null}
      {takesCode ? (
        <CodeField performance={performance} kept={code} typed={typed} setTyped={setTyped} refused={refusedCode} />
      ) : null}
      <PriceList performance={performance} />
    </>
  );
}

function isSaleOpen({ sale, availability }: Performance): boolean {
  return sale.state === 'open' && availability !== 'none';
}

function canBeBought(performance: Performance): boolean {
  return isSaleOpen(performance) && hasOpenOffers(performance);
}

/** Organisers separate paragraphs by an empty line; more than one is one. */
function asParagraphs(description: string): string {
  return description.trim().replace(/\n{3,}/g, '\n\n');
}

/** The date asked for, else the first that can be bought, else the next to come, else the last. */
function chosenPerformance({ performances }: EventFacts, asked: string | null): PerformanceCard | undefined {
  const wanted = performances.find(({ id }) => id === asked);
  const buyable = performances.find(({ sale, availability }) => sale.state === 'open' && availability !== 'none');
  const coming = performances.find(({ sale }) => sale.state !== 'past' && sale.state !== 'cancelled');
  return wanted ?? buyable ?? coming ?? performances.at(-1);
}

/** ?n=2, and ?step=1 when a button of the form without scripts was pressed. */
function quantityIn(search: URLSearchParams, max: number): number {
  const typed = Number(search.get('n') ?? 2) + Number(search.get('step') ?? 0);
  return Math.min(Math.max(Number.isInteger(typed) ? typed : 2, 1), max);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
