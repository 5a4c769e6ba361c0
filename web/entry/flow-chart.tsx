import { useLanguage } from '../languages/use-language.ts';
import type { Figures } from './entry-head.tsx';
import { useNumbers } from './use-numbers.ts';

const width = 600;
const inHeight = 120;
const outHeight = 40;

/** An hour of entries above the line and exits below it, a bar a minute. The same is said in words. */
export function FlowChart({ figures: { minutes, performance } }: { figures: Figures }) {
  const { t, moment } = useLanguage();
  const { whole } = useNumbers();
  const most = Math.max(1, ...minutes.map((minute) => minute.in), ...minutes.map((minute) => minute.out));
  const step = width / Math.max(1, minutes.length);
  const at = (index: number) => moment(minutes.at(index)?.at ?? performance.doorsAt, performance.timeZone, 'time');
  const sum = (kind: 'in' | 'out') => minutes.reduce((total, minute) => total + minute[kind], 0);
  const words = t('entry.chart.words', {
    from: at(0),
    to: at(-1),
    in: whole(sum('in')),
    out: whole(sum('out')),
    most: whole(most === 1 && sum('in') + sum('out') === 0 ? 0 : most),
  });
  return (
    <figure className="card space-y-2 p-5">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-6">
        <span className="text-xl font-semibold">{t('entry.chart')}</span>
        <span className="flex gap-4 text-sm text-muted">
          <Mark colour="bg-accent" words={t('entry.chart.in')} />
          <Mark colour="bg-info" words={t('entry.chart.out')} />
        </span>
      </figcaption>
      <div className="flex gap-2">
        <span aria-hidden="true" className="figures w-8 shrink-0 text-end text-sm text-muted">
          {whole(most)}
        </span>
        <svg
          role="img"
          aria-label={words}
          viewBox={`0 0 ${width} ${inHeight + outHeight}`}
          preserveAspectRatio="none"
          className="h-44 w-full"
        >
          {minutes.map((minute, index) => {
            const up = (minute.in / most) * inHeight;
            const down = (minute.out / most) * inHeight;
            const place = { x: index * step + 1, width: step - 2 };
            return (
              <g key={minute.at}>
                {up > 0 ? <rect {...place} y={inHeight - up} height={up} className="fill-accent" /> : null}
                {down > 0 ? (
                  <rect {...place} y={inHeight + 1} height={Math.min(outHeight, down)} className="fill-info" />
                ) : null}
              </g>
            );
          })}
          <line
            x1={0}
            x2={width}
            y1={inHeight}
            y2={inHeight}
            className="stroke-line-strong"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      </div>
      <p aria-hidden="true" className="figures flex justify-between ps-10 text-sm text-muted">
        <span>{at(0)}</span>
        <span>{at(Math.floor(minutes.length / 2))}</span>
        <span>{at(-1)}</span>
      </p>
      <p className="text-sm text-muted">{words}</p>
    </figure>
  );
}

function Mark({ colour, words }: { colour: string; words: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden="true" className={`size-3 rounded-xs ${colour}`} />
      {words}
    </span>
  );
}
