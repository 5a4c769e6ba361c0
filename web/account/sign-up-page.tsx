import {
  type ActionFunctionArgs,
  data,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import type { CallProblem } from '../client/call.ts';
import { ask, textIn } from '../client/read.ts';
import { localeOf, pathOnThisSite } from '../client/visitor.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Field } from '../ui/field.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { AccountForm } from './account-form.tsx';
import { withCookiesOf } from './session-cookies.ts';

type Wrong = {
  email?: 'missing' | 'invalid' | 'taken' | 'failed';
  password?: 'short' | 'common';
  name?: 'missing' | 'invalid';
};

export function loader({ request }: LoaderFunctionArgs) {
  return { next: pathOnThisSite(new URL(request.url).searchParams.get('next'), '/account') };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const email = textIn(form, 'email').trim();
  const name = textIn(form, 'name').trim();
  const password = textIn(form, 'password');
  const missing: Wrong = {
    ...(email ? {} : { email: 'missing' }),
    ...(name ? {} : { name: 'missing' }),
    ...(password.length < 15 ? { password: 'short' } : {}),
  };
  if (Object.keys(missing).length > 0) return data({ wrong: missing, email, name }, { status: 422 });
  const answer = await ask(context, 'signUp', { body: { email, name, password, locale: localeOf(request) } });
  if (answer.ok)
    return redirect(pathOnThisSite(textIn(form, 'next'), '/account'), { headers: withCookiesOf(answer.headers) });
  return data({ wrong: wrongIn(answer.problem), email, name }, { status: answer.problem.status });
}

export default function SignUpPage() {
  const { next } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { t } = useLanguage();
  const wrong = refused?.wrong ?? {};
  const errors = {
    ...(wrong.name ? { name: t(`form.name.${wrong.name}`) } : {}),
    ...(wrong.email ? { email: t(`form.email.${wrong.email}`) } : {}),
    ...(wrong.password ? { password: t(`form.password.${wrong.password}`) } : {}),
  };
  return (
    <>
      <PageHead title={t('sign-up.title')} hidden />
      <AccountForm
        title={t('sign-up.title')}
        submit={t('sign-up.go')}
        next={next}
        errors={errors}
        below={
          <p className="text-muted">
            {t('sign-up.known')}{' '}
            <Link
              to={`/account/sign-in?next=${encodeURIComponent(next)}`}
              className="inline-block py-1 text-accent underline underline-offset-4"
            >
              {t('sign-in.title')}
            </Link>
          </p>
        }
      >
        <Field
          id="name"
          label={t('form.name')}
          name="name"
          autoComplete="name"
          defaultValue={refused?.name}
          required
          maxLength={120}
          error={errors.name}
        />
        <Field
          id="email"
          label={t('form.email')}
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={refused?.email}
          required
          maxLength={254}
          error={errors.email}
        />
        <Field
          id="password"
          label={t('form.password')}
          hint={t('sign-up.password-hint')}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={15}
          maxLength={256}
          error={errors.password}
        />
      </AccountForm>
    </>
  );
}

function wrongIn({ code, errors }: CallProblem): Wrong {
  if (code === 'email_taken') return { email: 'taken' };
  if (code === 'password_too_common') return { password: 'common' };
  const fields = errors.map(({ pointer }) => pointer.split('/').at(-1));
  if (fields.includes('email')) return { email: 'invalid' };
  if (fields.includes('password')) return { password: 'short' };
  return fields.includes('name') ? { name: 'invalid' } : { email: 'failed' };
}
