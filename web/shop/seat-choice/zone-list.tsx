import { ChevronRight } from 'lucide-react';
import { Link, useSearchParams } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { classes } from '../../ui/classes.ts';
import { type Tier, usualOffer } from '../offers.ts';
import { TierMark } from '../tier-mark.tsx';
import type { Performance, Zone } from '../wire.ts';

/** Step one: where. Zones by stand or floor, with what is left and what a place costs. */
export function ZoneList({
  performance,
  tiers,
  chosen,
}: {
  performance: Performance;
  tiers: readonly Tier[];
  chosen: string | undefined;
}) {
  const { t } = useLanguage();
  const groups = [...Map.groupBy(performance.zones, ({ group }) => group ?? '')];
  return (
    <nav aria-label={t('seats.zones')} className="space-y-4">
      {groups.map(([group, zones]) => (
        <section key={group} className="card overflow-hidden">
          {group ? (
            <h2 className="border-b border-line bg-raised px-4 py-2.5 font-sans text-base font-semibold tracking-normal">
              {group}
            </h2>
          ) : null}
          <ul className="divide-y divide-line">
            {zones.map((zone) => (
              <li key={zone.id}>
                <ZoneLink zone={zone} tier={tiers.find(({ id }) => id === zone.tier)} current={zone.id === chosen} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function ZoneLink({ zone, tier, current }: { zone: Zone; tier: Tier | undefined; current: boolean }) {
  const { t, text, price } = useLanguage();
  const [search] = useSearchParams();
  const offer = tier ? usualOffer(tier, 1) : undefined;
  const n = search.get('n');
  const left = zone.remaining === 0 ? t('availability.none') : t('seats.left', { count: zone.remaining });
  return (
    <Link
      to={`?zone=${zone.id}${n ? `&n=${n}` : ''}`}
      preventScrollReset
      aria-current={current ? 'true' : undefined}
      className={classes(
        'flex min-h-14 items-center gap-3 px-4 py-2 hover:bg-raised',
        current && 'bg-raised shadow-[inset_3px_0_0_var(--accent)]',
      )}
    >
      {tier ? <TierMark look={tier.look} /> : null}
      <span className="min-w-0 grow">
        <span className="block font-medium">{zone.name}</span>
        <span className="block text-sm text-muted">
          {tier && text(tier.name) !== zone.group ? `${text(tier.name)} · ` : ''}
          {left}
        </span>
      </span>
      {offer ? <bdi className="figures font-semibold">{price(offer.price)}</bdi> : null}
      <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-muted rtl:rotate-180" />
    </Link>
  );
}
