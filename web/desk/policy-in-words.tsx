import type { Reply } from '@tessera/contract/api/operations';
import { useLanguage } from '../languages/use-language.ts';

/** For those who work by a policy without deciding it. */
export function PolicyInWords({ policy }: { policy: Reply<'getEntryPolicy'> }) {
  const { t } = useLanguage();
  const { usesMax, mayReturn, passback, rotating, offline, rules, zoneLimits } = policy;
  const lines = [
    usesMax === null ? t('doors.words.any-uses') : t('doors.words.uses', { count: usesMax }),
    t(mayReturn ? 'doors.words.return' : 'doors.words.no-return'),
    t(`doors.passback.${passback}.means`),
    t(`doors.rotating.${rotating}.means`),
    t(`doors.offline.${offline}.means`),
    t('doors.words.rules', { count: rules.length }),
    t('doors.words.limits', { count: zoneLimits.length }),
  ];
  return (
    <section className="card space-y-3 p-5" aria-label={t('doors.page.policy')}>
      <ul className="list-disc space-y-2 ps-5">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="text-sm text-muted">{t('doors.words.who')}</p>
    </section>
  );
}
