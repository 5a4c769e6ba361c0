import { useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { Field } from '../ui/field.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { type Checked, checkReport } from './check-report.ts';

export async function loader({ context, params: { reportId = '' } }: LoaderFunctionArgs) {
  return need(context, 'getSignedReport', { params: { reportId } });
}

/** Whether a report somebody was given is the organiser's, and unchanged. */
export default function ReportPage() {
  const report = useLoaderData<typeof loader>();
  const { t, text, moment } = useLanguage();
  const [checked, setChecked] = useState<Checked | 'checking'>();
  const { organiser, madeAt, performance } = report;
  const { timeZone } = performance;
  const check = async (file: File | undefined): Promise<void> => {
    setChecked(file ? 'checking' : undefined);
    if (file) setChecked(await checkReport(report, await file.arrayBuffer()));
  };
  return (
    <div className="wrap max-w-3xl space-y-6 py-8">
      <PageHead title={t('report.title')} hidden />
      <h1 className="text-4xl">{t('report.title')}</h1>
      <div className="card space-y-1 p-5">
        <p className="text-lg font-semibold">
          {t('report.of', { when: moment(madeAt, timeZone, 'day-time'), organiser })}
        </p>
        <p className="text-muted">
          {t('report.about', {
            title: text(performance.title),
            when: moment(performance.startsAt, timeZone, 'day-time'),
          })}
        </p>
      </div>
      <Field
        type="file"
        name="report"
        accept="application/pdf"
        label={t('report.choose')}
        hint={t('report.choose-hint')}
        onChange={(event) => void check(event.currentTarget.files?.[0])}
        className="[&_input]:h-auto [&_input]:py-3"
      />
      <div aria-live="polite">
        <Result checked={checked} organiser={organiser} />
      </div>
      <Values report={report} />
    </div>
  );
}

function Result({ checked, organiser }: { checked: Checked | 'checking' | undefined; organiser: string }) {
  const { t } = useLanguage();
  switch (checked) {
    case undefined:
      return null;
    case 'checking':
      return <p className="text-muted">{t('report.checking')}</p>;
    case 'good':
      return (
        <Banner tone="success" title={t('report.good')}>
          {t('report.good.signed', { organiser })}
        </Banner>
      );
    case 'unchecked':
      return (
        <Banner tone="success" title={t('report.good')}>
          {t('report.good.unchecked')}
        </Banner>
      );
    case 'bad_signature':
      return <Banner tone="danger" title={t('report.bad.signature')} />;
    default:
      return <Banner tone="danger" title={t('report.bad')} />;
  }
}

function Values({ report }: { report: ReturnType<typeof useLoaderData<typeof loader>> }) {
  const { t } = useLanguage();
  const values = [
    [t('report.sha256'), report.sha256],
    [t('report.signed'), report.signedText],
    [t('report.signature'), report.signature],
    [t('report.key'), report.publicKey],
  ] as const;
  return (
    <details className="card p-5">
      <summary className="min-h-11 content-center font-semibold">{t('report.values')}</summary>
      <dl className="space-y-3 pt-2">
        {values.map(([name, value]) => (
          <div key={name}>
            <dt className="text-sm text-muted">{name}</dt>
            <dd className="whitespace-pre-wrap break-all font-mono text-sm">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
