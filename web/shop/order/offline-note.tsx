import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatClock } from '../../languages/moments.ts';
import { useLanguage } from '../../languages/use-language.ts';
import { useOnline } from '../../ui/use-online.ts';

const oldMilliseconds = 120_000;

/** Shown when this page comes from the copy in this browser: there is no network, or it is minutes old. */
export function OfflineNote({
  seenAt,
  clockErrorMs = 0,
}: {
  seenAt: number;
  /** By how much the clock of this browser is known to be ahead. */
  clockErrorMs?: number;
}) {
  const { t, locale } = useLanguage();
  const online = useOnline();
  const [opened, setOpened] = useState(0);
  useEffect(() => setOpened(Date.now()), []);
  const old = opened - clockErrorMs - seenAt > oldMilliseconds;
  if (opened === 0 || (online && !old)) return null;
  return (
    <p role="status" className="flex items-center gap-3 rounded-m border border-warning bg-raised px-4 py-3 text-ink">
      <WifiOff aria-hidden="true" className="size-5 shrink-0 text-warning" />
      {t('offline.as-last-seen', { time: formatClock(seenAt, locale) })}
    </p>
  );
}
