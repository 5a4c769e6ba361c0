import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
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
import { PageHead } from '../ui/page-head.tsx';
import { doorPages, doorPath } from './door-head.tsx';
import { doorsOf, keepsKeys } from './staff-of.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  const me = await needMe(context, '/desk/doors');
  const houses = doorsOf(me);
  if (houses.length === 0) throw data({ code: 'role_missing', traceId: '' }, { status: 403 });
  return {
    houses: await Promise.all(
      houses.map(async ({ organiser: organiserId, organiserName: name }) => {
        const { performances } = await need(context, 'listDoors', { params: { organiserId } });
        return { id: organiserId, name, performances, isKeeper: keepsKeys(me, organiserId) };
      }),
    ),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  if (textIn(form, 'intent') !== 'rotate') throw data({ code: 'bad_request' }, { status: 400 });
  const params = { organiserId: textIn(form, 'organiser') };
  const answer = await ask(context, 'rotateSigningKey', { params });
  return data({ said: answer.ok ? ('rotated' as const) : ('failed' as const) });
}

type House = ReturnType<typeof useLoaderData<typeof loader>>['houses'][number];

/** The performances of a house, each with what concerns its doors. */
export default function DoorsPage() {
  const { houses } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const { t } = useLanguage();
  return (
    <div className="wrap max-w-4xl space-y-10 py-8">
      <PageHead title={t('doors.title')} hidden />
      <div className="space-y-2">
        <h1 className="text-4xl">{t('doors.title')}</h1>
        <p className="max-w-prose text-muted">{t('doors.intro')}</p>
        <Link to="/desk/devices" className="inline-flex min-h-11 items-center underline underline-offset-4">
          {t('devices.title')}
        </Link>
      </div>
      {done ? (
        <Banner tone={done.said === 'rotated' ? 'success' : 'danger'} urgent title={t(`doors.said.${done.said}`)} />
      ) : null}
      {houses.map((house) => (
        <section key={house.id} className="space-y-4" aria-label={house.name}>
          <h2 className="text-2xl">{house.name}</h2>
          <Performances house={house} />
          {house.isKeeper ? <SigningKey organiserId={house.id} /> : null}
        </section>
      ))}
    </div>
  );
}

function Performances({ house: { performances } }: { house: House }) {
  const { t, text, moment } = useLanguage();
  if (performances.length === 0) return <p className="card p-6 text-muted">{t('doors.none')}</p>;
  return (
    <ul className="card divide-y divide-line">
      {performances.map(({ id, title, venue, startsAt, timeZone }) => (
        <li key={id} className="p-4">
          <p className="font-semibold">{text(title)}</p>
          <p className="text-sm text-muted">
            <span className="inline-block first-letter:uppercase">{moment(startsAt, timeZone, 'day')}</span>,{' '}
            {moment(startsAt, timeZone, 'time')} · {venue}
          </p>
          <p className="flex flex-wrap gap-x-6">
            {doorPages.map((page) => (
              <Link
                key={page}
                to={doorPath(id, page)}
                className="inline-flex min-h-11 items-center underline underline-offset-4"
              >
                {t(`doors.page.${page}`)}
              </Link>
            ))}
          </p>
        </li>
      ))}
    </ul>
  );
}

function SigningKey({ organiserId }: { organiserId: string }) {
  const { t } = useLanguage();
  const isSending = useNavigation().formData?.get('organiser') === organiserId;
  return (
    <details className="card p-5">
      <summary className="min-h-11 cursor-pointer text-xl">{t('doors.key')}</summary>
      <Form method="post" className="space-y-4 pt-2">
        <input type="hidden" name="organiser" value={organiserId} />
        <p className="max-w-prose text-muted">{t('doors.key-means')}</p>
        <SubmitButton
          kind="danger"
          name="intent"
          value="rotate"
          className="max-sm:w-full"
          pending={isSending}
          pendingLabel={t('desk.sending')}
        >
          {t('doors.key-rotate')}
        </SubmitButton>
      </Form>
    </details>
  );
}
