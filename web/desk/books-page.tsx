import {
  type ActionFunctionArgs,
  data,
  Form,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
  useNavigation,
} from 'react-router';
import { needMe } from '../client/need-me.ts';
import { ask, need, textIn } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { BalanceCard } from './balance-card.tsx';
import { Differences, StrangeMoney } from './differences.tsx';
import { providerName } from './provider-name.ts';
import { booksOf } from './staff-of.ts';
import { StatementDays } from './statement-days.tsx';

const dayMs = 86_400_000;
const usualDays = 7;
const isDate = (text: string | null): text is string => /^\d{4}-\d{2}-\d{2}$/.test(text ?? '');

export async function loader({ request, context }: LoaderFunctionArgs) {
  const me = await needMe(context, '/desk/books');
  const houses = booksOf(me);
  if (houses.length === 0) throw data({ code: 'role_missing', traceId: '' }, { status: 403 });
  const asked = new URL(request.url).searchParams;
  const dayAgo = (days: number): string => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
  const [from, to] = [asked.get('from'), asked.get('to')];
  const period = { from: isDate(from) ? from : dayAgo(usualDays - 1), to: isDate(to) ? to : dayAgo(0) };
  return {
    period,
    houses: await Promise.all(
      houses.map(async ({ organiser: organiserId, organiserName: name }) => {
        const params = { organiserId };
        const report = await ask(context, 'getReconciliation', { params, query: period });
        return {
          id: organiserId,
          name,
          balances: (await need(context, 'getBalances', { params })).items,
          // A period that cannot be asked for is said beside its fields; the balances are there all the same.
          report: report.ok ? report.body : null,
        };
      }),
    ),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const of = textIn(form, 'organiser');
  const answer = await ask(context, 'readStatements', { params: { organiserId: of } });
  if (!answer.ok)
    return { of, said: answer.problem.code === 'too_many_requests' ? 'too-often' : 'failed', silent: [] } as const;
  const silent = answer.body.items.filter(({ completeUntil }) => completeUntil === null);
  return { of, said: 'read', silent: silent.map(({ provider }) => provider) } as const;
}

/** What an organiser’s books stand at, and whether the providers’ statements say the same. */
export default function BooksPage() {
  const { houses, period } = useLoaderData<typeof loader>();
  const { t } = useLanguage();
  const isWrongPeriod = houses.some(({ report }) => report === null);
  return (
    <div className="wrap max-w-5xl space-y-10 py-8">
      <PageHead title={t('books.title')} hidden />
      <div className="space-y-6">
        <h1 className="text-4xl">{t('books.title')}</h1>
        <Form method="get" className="grid gap-4 sm:grid-cols-[1fr_1fr_auto] sm:items-end">
          <Field type="date" name="from" label={t('books.from')} defaultValue={period.from} required />
          <Field type="date" name="to" label={t('books.to')} defaultValue={period.to} required />
          <SubmitButton kind="secondary" pending={false} pendingLabel={t('books.reading')}>
            {t('books.show')}
          </SubmitButton>
        </Form>
        {isWrongPeriod ? <Banner tone="danger" urgent title={t('books.wrong-period')} /> : null}
      </div>
      {houses.map((house) => (
        <House key={house.id} house={house} />
      ))}
    </div>
  );
}

type HouseFacts = ReturnType<typeof useLoaderData<typeof loader>>['houses'][number];

function House({ house: { id, name, balances, report } }: { house: HouseFacts }) {
  const { t } = useLanguage();
  return (
    <section className="space-y-6" aria-label={name}>
      <h2 className="text-2xl">{name}</h2>
      {balances.length === 0 ? <p className="card p-6 text-muted">{t('books.nothing')}</p> : null}
      <div className="grid gap-4 lg:grid-cols-2">
        {balances.map((balance) => (
          <BalanceCard key={balance.currency} balance={balance} />
        ))}
      </div>
      <Statements organiser={id} statements={report?.statements ?? []} />
      {report ? (
        <>
          <Differences differences={report.differences} isRead={report.statements.length > 0} />
          <StrangeMoney lines={report.strange} />
          <StatementDays days={report.days} />
        </>
      ) : null}
    </section>
  );
}

type StatementFacts = NonNullable<HouseFacts['report']>['statements'];

function Statements({ organiser, statements }: { organiser: string; statements: StatementFacts }) {
  const { t, moment } = useLanguage();
  const done = useActionData<typeof action>();
  const navigation = useNavigation();
  const isSent = navigation.formData?.get('organiser') === organiser;
  const answer = done?.of === organiser ? done : undefined;
  const isGood = answer?.said === 'read' && answer.silent.length === 0;
  const silent = answer?.silent.map((provider) => providerName(t, provider)).join(', ');
  return (
    <Form method="post" className="space-y-4">
      <input type="hidden" name="organiser" value={organiser} />
      <h3 className="text-xl">{t('books.statements')}</h3>
      {statements.length === 0 ? <p className="text-muted">{t('books.never-read')}</p> : null}
      <ul className="space-y-1">
        {statements.map(({ provider, completeUntil }) => (
          <li key={provider}>
            {t('books.complete-until', {
              provider: providerName(t, provider),
              when: moment(completeUntil, 'UTC', 'day-time'),
            })}
          </li>
        ))}
      </ul>
      <SubmitButton kind="secondary" className="max-sm:w-full" pending={isSent} pendingLabel={t('books.reading')}>
        {t('books.read-now')}
      </SubmitButton>
      {answer ? (
        <Banner
          tone={isGood ? 'success' : 'danger'}
          urgent
          title={silent ? t('books.said.silent', { providers: silent }) : t(`books.said.${answer.said}`)}
        />
      ) : null}
    </Form>
  );
}
