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
import { ask, textIn } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { buttonClass, SubmitButton } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';

export function loader({ request }: LoaderFunctionArgs) {
  return { token: new URL(request.url).searchParams.get('token') ?? '' };
}

/** Confirmed by a press, not by opening the link: mail scanners open links. */
export async function action({ request, context }: ActionFunctionArgs) {
  const token = textIn(await request.formData(), 'token');
  const answer = await ask(context, 'confirmEmail', { body: { token } });
  if (answer.ok) return data({ outcome: 'done' as const });
  const used = answer.problem.code === 'link_used_or_expired' || answer.problem.code === 'invalid';
  return data({ outcome: used ? ('used' as const) : ('failed' as const) }, { status: answer.problem.status });
}

export default function VerifyEmailPage() {
  const { token } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>()?.outcome;
  const { t } = useLanguage();
  const pending = useNavigation().state === 'submitting';
  return (
    <div className="wrap flex grow flex-col justify-center py-12">
      <PageHead title={t('verify.title')} hidden />
      <div className="card mx-auto w-full max-w-md space-y-5 p-8">
        <h1 className="text-3xl">{t('verify.title')}</h1>
        {outcome === 'done' ? (
          <>
            <Banner tone="success" urgent title={t('verify.done')} />
            <Link to="/account" className={buttonClass('primary', 'w-full')}>
              {t('verify.on')}
            </Link>
          </>
        ) : (
          <>
            {outcome ? (
              <Banner tone="warning" urgent title={t(`verify.${outcome}`)} />
            ) : (
              <p className="text-muted">{t('verify.why')}</p>
            )}
            <Form method="post">
              <input type="hidden" name="token" value={token} />
              <SubmitButton className="w-full" pending={pending} pendingLabel={t('form.sending')}>
                {t('verify.go')}
              </SubmitButton>
            </Form>
          </>
        )}
      </div>
    </div>
  );
}
