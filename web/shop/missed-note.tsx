import { useLanguage } from '../languages/use-language.ts';
import type { Quote } from './wire.ts';

/** A better price with too few places left for everybody, said before anything is held; nothing when there is none. */
export function MissedNote({ missed }: { missed: Quote['missed'] | undefined }) {
  const { t, text } = useLanguage();
  if (!missed || missed.length === 0) return null;
  return (
    <p role="status" className="text-sm text-muted">
      {missed.map(({ offer, tariff, left, asked }) => (
        <span key={offer} className="block">
          {left > 0
            ? t('buy.missed', { tariff: text(tariff), count: left, asked })
            : t('buy.missed-all', { tariff: text(tariff) })}
        </span>
      ))}
    </p>
  );
}
