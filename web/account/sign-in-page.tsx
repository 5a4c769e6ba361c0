import {
  type ActionFunctionArgs,
  data,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { ask, textIn } from '../client/read.ts';
import { pathOnThisSite } from '../client/visitor.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Field } from '../ui/field.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { AccountForm } from './account-form.tsx';
import { withCookiesOf } from './session-cookies.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const next = pathOnThisSite(new URL(request.url).searchParams.get('next'), '/account');
  const me = await ask(context, 'getMe', {});
  if (me.ok) throw redirect(next);
  return { next };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const email = textIn(form, 'email').trim();
  const password = textIn(form, 'password');
  if (!email || !password) return data({ code: 'empty' as const, email }, { status: 422 });
  const answer = await ask(context, 'signIn', { body: { email, password } });
  if (answer.ok)
    return redirect(pathOnThisSite(textIn(form, 'next'), '/account'), { headers: withCookiesOf(answer.headers) });
  const { code, status } = answer.problem;
  if (code === 'wrong_credentials' || code === 'invalid')
    return data({ code: 'wrong' as const, email }, { status: 401 });
  return data({ code: code === 'too_many_requests' ? ('pause' as const) : ('failed' as const), email }, { status });
}

export default function SignInPage() {
  const { next } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { t } = useLanguage();
  return (
    <>
      <PageHead title={t('sign-in.title')} hidden />
      <AccountForm
        title={t('sign-in.title')}
        submit={t('sign-in.go')}
        next={next}
        errors={refused ? { email: t(`sign-in.${refused.code}`) } : {}}
        below={
          <p className="text-muted">
            {t('sign-in.new')}{' '}
            <Link
              to={`/account/sign-up?next=${encodeURIComponent(next)}`}
              className="inline-block py-1 text-accent underline underline-offset-4"
            >
              {t('sign-up.title')}
            </Link>
          </p>
        }
      >
        <Field
          id="email"
          label={t('form.email')}
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={refused?.email}
          required
          maxLength={254}
        />
        <Field
          id="password"
          label={t('form.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={256}
        />
      </AccountForm>
    </>
  );
}
