import type { Reply } from '@tessera/contract/api/operations';
import { useLanguage } from '../../languages/use-language.ts';
import { Banner } from '../../ui/banner.tsx';

type Why = NonNullable<Reply<'getTicket'>['suspendedFor']>;

/** In the place of the code: why there is none for now, and what its holder does. */
export function SuspendedNote({ suspendedFor, reference }: { suspendedFor: Why | null; reference: string }) {
  const { t } = useLanguage();
  const why = suspendedFor ?? 'other';
  return (
    <Banner tone="warning" title={t('ticket.suspended')} className="m-4">
      <p>{t(`ticket.suspended.${why}`)}</p>
      <p>{t(`ticket.suspended.${why}.next`, { reference })}</p>
    </Banner>
  );
}
