import { useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';

/** A thin line while the next page is fetched; shown by its animation only after 150 ms. */
export function NavigationProgress() {
  const { t } = useLanguage();
  const busy = useNavigation().state !== 'idle';
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-0 z-50 h-0.5">
      {busy ? (
        <>
          <span className="sr-only">{t('frame.loading')}</span>
          <span
            aria-hidden="true"
            className="absolute inset-y-0 start-0 bg-accent opacity-0 [animation:creep_8s_cubic-bezier(0.05,0.9,0.2,1)_150ms_forwards,appear_1ms_150ms_forwards]"
          />
        </>
      ) : null}
    </div>
  );
}
