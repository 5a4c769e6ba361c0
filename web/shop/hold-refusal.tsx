import { Link, useSearchParams } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { buttonClass } from '../ui/button.tsx';
import type { RefusedHold } from './hold-places.ts';
import { RefusalBanner } from './refusal-banner.tsx';
import { idsIn, numberIn, placesLeft, type Step, stepOf } from './refusal-step.ts';
import { MoveForMe, WholeTable, WithWheelchair } from './seat-choice/seat-advice.tsx';
import { asksReducedTariffs, atUsualTariff, forFewer, type WishFields } from './seat-choice/wish.ts';
import type { Performance } from './wire.ts';
import { WishButton } from './wish-button.tsx';

type HoldRefusalProps = {
  readonly refused: RefusedHold;
  readonly performance: Performance;
  /** A new one: what is asked for from here is another wish. */
  readonly holdKey: string;
  /** The page it is shown on; the checkout leaves asking for places to the plan. */
  readonly at: 'event' | 'plan' | 'checkout';
  /** Told how many places may still be had, where the page keeps the number. */
  readonly setQuantity?: ((quantity: number) => void) | undefined;
};

/** Why no places are held, and the one next thing to do: a press wherever it is known what to ask for instead. */
export function HoldRefusal(props: HoldRefusalProps) {
  const { refused, performance, at } = props;
  const { problem, quantity, seats, asked } = refused;
  const action = at === 'checkout' ? planPath(performance) : undefined;
  const isStanding = performance.zones.some(({ id, kind }) => id === asked.zone && kind === 'standing');
  return (
    <RefusalBanner
      problem={problem}
      quantity={quantity}
      performance={performance}
      seats={seats}
      isStanding={isStanding}
    >
      <div className="flex flex-wrap gap-3 empty:hidden">
        <NextStep {...props} step={stepOf(problem.code)} isStanding={isStanding} action={action} />
      </div>
    </RefusalBanner>
  );
}

const stepWidth = 'max-sm:w-full';

type StepProps = HoldRefusalProps & {
  readonly step: Step | undefined;
  readonly isStanding: boolean;
  /** Where places are asked for; undefined: here. */
  readonly action: string | undefined;
};

function NextStep(asking: StepProps) {
  const { performance, holdKey, action, step } = asking;
  const isTheSame = step === 'again' || step === undefined || step === 'anew';
  const refused = isTheSame ? asking.refused : atAnyTotal(asking.refused);
  const props = { ...asking, refused };
  const { t } = useLanguage();
  const advice = { ...refused, performance, holdKey, action };
  const { problem, asked, code } = refused;
  switch (step) {
    case 'again':
      return (
        <WishButton fields={asked} wishKey={asked.key ?? holdKey} code={code} action={action} kind="primary">
          {t('step.again')}
        </WishButton>
      );
    case 'move':
      return (
        <>
          {idsIn(problem, 'suggestion').length === 0 ? <ToThePlan {...props} /> : null}
          <MoveForMe {...advice} />
        </>
      );
    case 'table':
      return (
        <>
          <WholeTable {...advice} />
          <ToThePlan {...props} />
        </>
      );
    case 'wheelchair':
      return (
        <>
          <WithWheelchair {...advice} />
          <ToThePlan {...props} />
        </>
      );
    case 'together':
      return <FewerTogether {...props} />;
    case 'fewer':
      return <Fewer {...props} />;
    case 'other-price':
      return <OtherPrice {...props} />;
    case 'other-places':
      return <OtherPlaces {...props} />;
    case 'choose':
      return <ToThePlan {...props} />;
    case 'new-price':
      return <AtNewPrice {...props} />;
    case 'code':
      return <OtherCode {...props} />;
    case 'elsewhere':
      return <Elsewhere {...props} />;
    default:
      return (
        <WishButton fields={asked} wishKey={`${holdKey}-anew`} code={code} action={action} kind="primary">
          {t('step.anew')}
        </WishButton>
      );
  }
}

/** As many as there are together; or all of them, wherever they are. */
function FewerTogether(props: StepProps) {
  const { t } = useLanguage();
  const { refused, holdKey, action, isStanding } = props;
  const { problem, asked, quantity, code } = refused;
  const largest = numberIn(problem, 'largest');
  if (largest === 0 && !asked.together) return <OtherPlaces {...props} />;
  return (
    <>
      {largest > 0 ? (
        <WishButton
          fields={forFewer(asked, largest)}
          wishKey={`${holdKey}-together`}
          code={code}
          action={action}
          kind="primary"
        >
          {t(isStanding ? 'step.take' : 'step.together', { count: largest })}
        </WishButton>
      ) : null}
      {asked.together ? (
        <WishButton fields={without(asked, 'together')} wishKey={`${holdKey}-apart`} code={code} action={action}>
          {t('step.apart', { count: quantity })}
        </WishButton>
      ) : null}
    </>
  );
}

/** Sets the page to what is left, for the buyer to go on from; who has all the places there are is shown them. */
function Fewer(props: StepProps) {
  const { t } = useLanguage();
  const [search] = useSearchParams();
  const { refused, action, setQuantity } = props;
  const left = placesLeft(refused.problem);
  if (left === 0) {
    return (
      <Link to="/account" className={buttonClass('secondary', stepWidth)}>
        {t('step.own-orders')}
      </Link>
    );
  }
  if (refused.asked.seats) return <ToThePlan {...props} />;
  const next = new URLSearchParams(action === undefined ? search : '');
  next.set('n', String(left));
  next.delete('step');
  return (
    <Link
      to={`${action ?? ''}?${next}`}
      replace
      preventScrollReset
      onClick={() => setQuantity?.(left)}
      className={buttonClass('primary', stepWidth)}
    >
      {t('step.fewer', { count: left })}
    </Link>
  );
}

function OtherPrice({ refused, performance, holdKey, action }: StepProps) {
  const { t } = useLanguage();
  const { problem, asked, code } = refused;
  const left = numberIn(problem, 'left');
  return (
    <>
      {left > 0 && !asked.seats ? (
        <WishButton
          fields={forFewer(asked, left)}
          wishKey={`${holdKey}-left`}
          code={code}
          action={action}
          kind="primary"
        >
          {t('step.take', { count: left })}
        </WishButton>
      ) : null}
      {asksReducedTariffs(asked) ? (
        <WishButton fields={atUsualTariff(asked)} wishKey={`${holdKey}-usual`} code={code} action={action}>
          {t('step.usual-price')}
        </WishButton>
      ) : (
        <Link
          to={`/e/${performance.event.slug}?p=${performance.id}#prices`}
          className={buttonClass('secondary', stepWidth)}
        >
          {t('step.other-price')}
        </Link>
      )}
    </>
  );
}

/** Any category of this date, or another date; whatever there is. */
function OtherPlaces(props: StepProps) {
  const { t } = useLanguage();
  const { refused, performance, holdKey, action, isStanding } = props;
  const { asked, code, otherDates } = refused;
  const isNarrow = Boolean(asked.zone) || performance.offers.some(({ tier }) => tier.id === asked.tier);
  const isAnyLeft = performance.sale.state === 'open' && performance.availability !== 'none';
  const canWiden = isNarrow && isAnyLeft && !isStanding && !asked.seats;
  return (
    <>
      {canWiden ? (
        <WishButton
          fields={without(atUsualTariff(asked), 'zone', 'tier')}
          wishKey={`${holdKey}-any`}
          code={code}
          action={action}
          kind="primary"
        >
          {t('step.other-places')}
        </WishButton>
      ) : null}
      {canWiden && otherDates.length === 0 ? null : <Elsewhere {...props} />}
    </>
  );
}

/** The same places for what they cost by now. */
function AtNewPrice({ refused, performance, holdKey, action }: StepProps) {
  const { t, price } = useLanguage();
  const { problem, asked, code } = refused;
  const amountMinor = numberIn(problem, 'totalMinor');
  return (
    <WishButton fields={asked} wishKey={`${holdKey}-price`} code={code} action={action} kind="primary">
      {t('step.at-price', { price: price({ amountMinor, currency: performance.currency }) })}
    </WishButton>
  );
}

function OtherCode({ refused, holdKey, action, performance, at }: StepProps) {
  const { t } = useLanguage();
  const field = `${at === 'checkout' ? planPath(performance) : ''}#code-input`;
  return (
    <>
      <a href={field} className={buttonClass('primary', stepWidth)}>
        {t(refused.code ? 'step.code' : 'step.give-code')}
      </a>
      {refused.code ? (
        <WishButton fields={refused.asked} wishKey={`${holdKey}-no-code`} code="" action={action}>
          {t('step.without-code')}
        </WishButton>
      ) : null}
    </>
  );
}

function ToThePlan({ performance, at }: StepProps) {
  const { t } = useLanguage();
  return at === 'plan' ? (
    <a href="#plan" className={buttonClass('secondary', stepWidth)}>
      {t('step.choose')}
    </a>
  ) : (
    <Link to={planPath(performance)} className={buttonClass('secondary', stepWidth)}>
      {t('step.choose')}
    </Link>
  );
}

/** Another date of the event; without one, whatever is on sale. */
function Elsewhere({ refused: { otherDates }, performance }: StepProps) {
  const { t } = useLanguage();
  const [first] = otherDates;
  return (
    <Link
      to={first === undefined ? '/search?available=true' : `/e/${performance.event.slug}?p=${first}`}
      className={buttonClass('secondary', stepWidth)}
    >
      {first === undefined ? t('step.elsewhere') : t('step.dates', { count: otherDates.length })}
    </Link>
  );
}

function planPath({ id, event }: Performance): string {
  return `/e/${event.slug}/p/${id}/seats`;
}

/** What is asked for instead costs something else. */
function atAnyTotal(refused: RefusedHold): RefusedHold {
  return { ...refused, asked: without(refused.asked, 'total') };
}

function without(asked: WishFields, ...names: readonly string[]): WishFields {
  return Object.fromEntries(Object.entries(asked).filter(([name]) => !names.includes(name)));
}
