import type { Outcome } from '../desk/outcome.ts';
import { looks } from '../looks/looks.ts';
import { useSpeech } from '../words/use-words.tsx';

export function LastScans({ outcomes }: { outcomes: readonly Outcome[] }) {
  const { words, time } = useSpeech();
  return (
    <ul aria-label={words.last} data-testid="last" className="flex h-9 gap-2 overflow-hidden text-sm">
      {outcomes.slice(0, 3).map(({ id, at, look, place }) => (
        <li
          key={id}
          data-id={id}
          data-look={look}
          className="flex min-w-0 items-center gap-2 rounded-full border border-line bg-raised px-3 whitespace-nowrap"
        >
          <span
            aria-hidden="true"
            className="size-3 shrink-0 rounded-full border border-line-strong"
            style={{ background: looks[look].background }}
          />
          <span className="font-semibold">{words.look[look]}</span>
          <span className="figures text-muted">{time(at)}</span>
          {place ? <span className="truncate text-muted">{place}</span> : null}
        </li>
      ))}
    </ul>
  );
}
