import { LogOut, MailWarning } from 'lucide-react';
import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
  useNavigation,
} from 'react-router';
import { needMe } from '../client/need-me.ts';
import { ask, maybe, textIn } from '../client/read.ts';
import { booksOf, doorsOf, staffOf } from '../desk/staff-of.ts';
import { useLanguage } from '../languages/use-language.ts';
import { forgetOfflineCopies } from '../shop/order/use-offline-copy.ts';
import { Banner } from '../ui/banner.tsx';
import { Button, SubmitButton } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { OrderList } from './order-list.tsx';
import { withCookiesOf } from './session-cookies.ts';
import { SessionList } from './session-list.tsx';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const me = await needMe(context, '/account');
  const cursor = new URL(request.url).searchParams.get('cursor');
  const [orders, sessions] = await Promise.all([
    maybe(context, 'listOrders', { query: { limit: 50, ...(cursor ? { cursor } : {}) } }),
    maybe(context, 'listSessions', {}),
  ]);
  return { me, orders, sessions: sessions?.items, now: new Date().toISOString() };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  switch (textIn(form, 'intent')) {
    case 'sign-out': {
      const answer = await ask(context, 'signOut', {});
      if (!answer.ok && answer.problem.status !== 401) return data({ said: 'failed' as const });
      return redirect('/', answer.ok ? { headers: withCookiesOf(answer.headers) } : {});
    }
    case 'revoke': {
      const answer = await ask(context, 'revokeSession', { params: { sessionId: textIn(form, 'session') } });
      return data({ said: answer.ok ? ('revoked' as const) : ('failed' as const) });
    }
    case 'verify': {
      const answer = await ask(context, 'requestEmailVerification', {});
      return data({ said: answer.ok ? ('mailed' as const) : ('failed' as const) });
    }
    default:
      throw data({ code: 'bad_request' }, { status: 400 });
  }
}

const desks = [
  { to: '/desk/cancellations', word: 'account.desk' },
  { to: '/desk/bank', word: 'bank.title' },
  { to: '/desk/till', word: 'till.title' },
] as const;
const doors = [
  { to: '/desk/entry', word: 'entry.list' },
  { to: '/desk/doors', word: 'doors.title' },
  { to: '/desk/devices', word: 'devices.title' },
] as const;
const authority = { to: '/authority', word: 'authority.own' } as const;
const payouts = { to: '/desk/payouts', word: 'payouts.title' } as const;
const books = [
  { to: '/desk/books', word: 'account.books' },
  { to: '/desk/gift-cards', word: 'cards.title' },
  { to: '/desk/blacklist', word: 'bans.title' },
  { to: '/desk/authority', word: 'authority.title' },
  payouts,
] as const;

/** The superadmin pays every organiser out, and keeps the books of none. */
function desksOf(me: ReturnType<typeof useLoaderData<typeof loader>>['me']) {
  const ownBooks = booksOf(me).length > 0 ? books : me.superadmin ? [payouts] : [];
  const isAuthority = me.memberships.some(({ role }) => role === 'authority');
  return [
    ...(staffOf(me).length > 0 ? desks : []),
    ...ownBooks,
    ...(doorsOf(me).length > 0 ? doors : []),
    ...(isAuthority ? [authority] : []),
  ];
}

export default function AccountPage() {
  const { me, orders, sessions, now } = useLoaderData<typeof loader>();
  const said = useActionData<typeof action>()?.said;
  const { t } = useLanguage();
  const navigation = useNavigation();
  const intent = navigation.state === 'idle' ? undefined : navigation.formData?.get('intent');
  return (
    <div className="wrap max-w-5xl space-y-8 py-8">
      <PageHead title={t('account.title')} hidden />
      <header className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-4xl">{t('account.title')}</h1>
          <p className="text-muted">
            <bdi>{me.name}</bdi> · <bdi>{me.email}</bdi>
          </p>
          {me.memberships.length > 0 ? (
            <p className="text-sm text-muted">
              {me.memberships.map(({ organiserName, role }) => `${organiserName}: ${t(`role.${role}`)}`).join(' · ')}
            </p>
          ) : null}
          {desksOf(me).length > 0 ? (
            <nav aria-label={t('account.desk-label')} className="flex flex-wrap gap-x-6">
              {desksOf(me).map(({ to, word }) => (
                <Link key={to} to={to} className="inline-flex min-h-11 items-center underline underline-offset-4">
                  {t(word)}
                </Link>
              ))}
            </nav>
          ) : null}
        </div>
        <Form method="post" onSubmit={() => void forgetOfflineCopies()}>
          <Button type="submit" kind="secondary" name="intent" value="sign-out">
            <LogOut aria-hidden="true" className="size-5" />
            {t('account.sign-out')}
          </Button>
        </Form>
      </header>
      {said ? (
        <Banner tone={said === 'failed' ? 'danger' : 'success'} urgent title={t(`account.said.${said}`)} />
      ) : null}
      {me.emailVerified ? null : (
        <section className="card flex flex-wrap items-center justify-between gap-4 border-s-4 border-s-warning p-5">
          <p className="flex items-center gap-3">
            <MailWarning aria-hidden="true" className="size-5 shrink-0 text-warning" />
            {t('account.unverified', { email: me.email })}
          </p>
          <Form method="post">
            <SubmitButton
              kind="secondary"
              name="intent"
              value="verify"
              pending={intent === 'verify'}
              pendingLabel={t('form.sending')}
            >
              {t('account.verify-again')}
            </SubmitButton>
          </Form>
        </section>
      )}
      <OrderList orders={orders} now={now} />
      <SessionList
        sessions={sessions}
        revoking={intent === 'revoke' ? String(navigation.formData?.get('session')) : undefined}
      />
    </div>
  );
}
