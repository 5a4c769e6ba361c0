import type { Reply } from '@tessera/contract/api/operations';
import { Link } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { PageHead } from '../ui/page-head.tsx';

export const doorPages = ['policy', 'simulator', 'conflicts'] as const;
type DoorPage = (typeof doorPages)[number];

export function doorPath(performanceId: string, page: DoorPage): string {
  return `/desk/doors/${performanceId}${page === 'policy' ? '' : `/${page}`}`;
}

/** Which performance a page is about, and the other pages about its doors. */
export function DoorHead({ plan, page }: { plan: Reply<'getDoorPlan'>; page: DoorPage }) {
  const { t, text, moment } = useLanguage();
  const title = t(`doors.page.${page}`);
  return (
    <header className="space-y-2">
      <PageHead title={`${title} · ${text(plan.title)}`} hidden />
      <Link to="/desk/doors" className="inline-flex min-h-11 items-center underline underline-offset-4">
        {t('doors.title')}
      </Link>
      <h1 className="text-4xl">{title}</h1>
      <p className="text-lg">
        <span className="font-semibold">{text(plan.title)}</span>, {moment(plan.startsAt, plan.timeZone, 'day-time')} ·{' '}
        {plan.venue}
      </p>
      <nav className="flex flex-wrap gap-x-6" aria-label={t('doors.pages')}>
        {doorPages.map((one) => (
          <Link
            key={one}
            to={doorPath(plan.id, one)}
            aria-current={one === page ? 'page' : undefined}
            className={`inline-flex min-h-11 items-center underline-offset-4 ${one === page ? 'font-semibold' : 'underline'}`}
          >
            {t(`doors.page.${one}`)}
          </Link>
        ))}
      </nav>
    </header>
  );
}
