import { type LoaderFunctionArgs, redirect, useLoaderData, useSearchParams } from 'react-router';
import { ask, refusalPage } from '../client/read.ts';
import { ErrorPage } from '../frame/error-page.tsx';
import { useLanguage } from '../languages/use-language.ts';
import { PageHead } from '../ui/page-head.tsx';
import { AccessPointChoice } from './access-point-choice.tsx';
import { ScanStation } from './scan-station.tsx';

export async function loader({ context }: LoaderFunctionArgs) {
  const answer = await ask(context, 'listAccessPoints', {});
  if (answer.ok) return answer.body;
  if (answer.problem.status === 401) throw redirect('/account/sign-in?next=%2Fscan');
  throw refusalPage(answer.problem);
}

export default function ScanPage() {
  const { items } = useLoaderData<typeof loader>();
  const { t } = useLanguage();
  const [search] = useSearchParams();
  const point = items.find(({ id }) => id === search.get('at'));
  return (
    <>
      <PageHead title={t('scan.title')} hidden />
      {point ? <ScanStation key={point.id} point={point} /> : <AccessPointChoice points={items} />}
    </>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
