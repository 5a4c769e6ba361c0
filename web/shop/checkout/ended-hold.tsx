import { Form, Link, useNavigation } from 'react-router';
import type { CallProblem } from '../../client/call.ts';
import { useLanguage } from '../../languages/use-language.ts';
import { Banner } from '../../ui/banner.tsx';
import { buttonClass, SubmitButton } from '../../ui/button.tsx';
import { usePlaceName } from '../place-name.ts';
import type { Hold, Performance } from '../wire.ts';

/** Refusals that the same places would meet once more. */
const cannotBeAgain = new Set<CallProblem['code']>([
  'seats_taken',
  'sold_out',
  'not_on_sale',
  'not_enough_together',
  'lone_seat',
  'whole_table',
  'companion_only',
]);

/** The hold is over: what happened, and the same places again, others as good, or back to the event. */
export function EndedHold({
  hold,
  performance,
  refused,
}: {
  hold: Hold;
  performance: Performance;
  refused: CallProblem | undefined;
}) {
  const { t, moment } = useLanguage();
  const placeName = usePlaceName();
  const navigation = useNavigation();
  const intent = navigation.state === 'idle' ? undefined : navigation.formData?.get('intent');
  const time = moment(hold.expiresAt, performance.timeZone, 'time');
  const gone = refused !== undefined && cannotBeAgain.has(refused.code);
  const count = hold.places.length;
  if (hold.status === 'sold') {
    return (
      <Banner tone="success" urgent title={t('ended.sold')} className="max-w-2xl">
        <p>{t('ended.sold.why')}</p>
      </Banner>
    );
  }
  return (
    <Banner
      tone="warning"
      urgent={refused === undefined}
      title={hold.status === 'released' ? t('ended.released') : t('ended.expired', { time })}
      className="max-w-2xl"
    >
      <p>{hold.status === 'released' ? t('ended.released.why') : t('ended.kept')}</p>
      <ul className="list-disc ps-5">
        {hold.places.map((place) => (
          <li key={place.id}>{placeName(place)}</li>
        ))}
      </ul>
      <Form method="post" className="flex flex-wrap gap-3">
        <input type="hidden" name="key" value={`${hold.id}-${hold.serverTime}`} />
        {gone ? null : (
          <SubmitButton name="intent" value="again" pending={intent === 'again'} pendingLabel={t('buy.holding')}>
            {t('ended.again', { count })}
          </SubmitButton>
        )}
        <SubmitButton
          kind={gone ? 'primary' : 'secondary'}
          name="intent"
          value="best"
          pending={intent === 'best'}
          pendingLabel={t('buy.holding')}
        >
          {t('ended.best', { count })}
        </SubmitButton>
        <Link to={`/e/${performance.event.slug}?p=${performance.id}`} className={buttonClass('quiet')}>
          {t('ended.back')}
        </Link>
      </Form>
    </Banner>
  );
}
