import { Camera, CameraOff, DoorOpen, ScanLine } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { Link } from 'react-router';
import { formatClock } from '../languages/moments.ts';
import { useLanguage } from '../languages/use-language.ts';
import { classes } from '../ui/classes.ts';
import { useOnline } from '../ui/use-online.ts';
import type { AccessPoint } from './access-point-choice.tsx';
import { CameraReader } from './camera-reader.tsx';
import { ScanVerdict } from './scan-verdict.tsx';
import { type Scan, useScans } from './use-scans.ts';
import { looks } from './verdict-look.ts';

const bigButton =
  'inline-flex min-h-16 items-center justify-center gap-3 rounded-m border border-line-strong bg-raised px-5 text-lg font-semibold';

/** The screen of one gate: camera or typed code, the verdict, the last three. Nothing scrolls, nothing needs two hands. */
export function ScanStation({ point }: { point: AccessPoint }) {
  const { t } = useLanguage();
  const online = useOnline();
  const { scans, shown, read, sendAgain, dismiss } = useScans(point.id);
  const [camera, setCamera] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const typed = (event: FormEvent) => {
    event.preventDefault();
    if (field.current) {
      read(field.current.value);
      field.current.value = '';
      field.current.focus();
    }
  };
  return (
    <main id="main" tabIndex={-1} className="flex h-dvh flex-col outline-none">
      <header className="flex items-center gap-3 border-b border-line bg-surface px-4 py-2">
        <DoorOpen aria-hidden="true" className="size-6 shrink-0 text-accent" />
        <h1 className="min-w-0 grow truncate font-sans text-lg tracking-normal">
          {point.gate.name} · {point.name}
        </h1>
        <span
          data-testid="scan-mode"
          className={classes(
            'shrink-0 whitespace-nowrap text-sm font-semibold',
            online ? 'text-success' : 'text-danger',
          )}
        >
          {online ? t('scan.online') : t('scan.offline')}
        </span>
        <Link to="/scan" className="inline-flex min-h-11 items-center px-2 text-accent underline underline-offset-4">
          {t('scan.change')}
        </Link>
      </header>
      <div className="relative flex min-h-0 grow flex-col">
        {camera ? <CameraReader read={read} /> : null}
        {shown ? (
          <div className={camera ? 'absolute inset-0 flex flex-col' : 'flex grow flex-col'}>
            <ScanVerdict scan={shown} sendAgain={sendAgain} dismiss={dismiss} />
          </div>
        ) : null}
        {camera || shown ? null : (
          <div className="flex grow flex-col items-center justify-center gap-4 p-6 text-center">
            <ScanLine aria-hidden="true" className="size-20 text-subtle" />
            <p className="text-2xl font-semibold">{t('scan.ready')}</p>
          </div>
        )}
      </div>
      <footer className="space-y-3 border-t border-line bg-surface p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        <LastScans scans={shown ? scans.slice(1) : scans.slice(0, 3)} />
        <div className="flex gap-3">
          <button type="button" className={bigButton} onClick={() => setCamera(!camera)} aria-pressed={camera}>
            {camera ? (
              <CameraOff aria-hidden="true" className="size-6" />
            ) : (
              <Camera aria-hidden="true" className="size-6" />
            )}
            <span className="max-sm:sr-only">{camera ? t('scan.camera-off') : t('scan.camera-on')}</span>
          </button>
          <form onSubmit={typed} className="flex min-w-0 grow gap-3">
            <label className="min-w-0 grow">
              <span className="sr-only">{t('scan.code')}</span>
              <input
                ref={field}
                data-testid="scan-code"
                name="code"
                autoComplete="off"
                autoCapitalize="characters"
                spellCheck={false}
                maxLength={4000}
                placeholder={t('scan.code')}
                className="control h-16 text-lg"
              />
            </label>
            <button type="submit" className={bigButton}>
              {t('scan.check')}
            </button>
          </form>
        </div>
      </footer>
    </main>
  );
}

function LastScans({ scans }: { scans: readonly Scan[] }) {
  const { t, locale } = useLanguage();
  if (scans.length === 0) return null;
  return (
    <ul aria-label={t('scan.last')} className="flex flex-wrap gap-2 text-sm">
      {scans.map(({ id, at, look, result }) => (
        <li key={id} className="flex items-center gap-2 rounded-full border border-line bg-raised px-3 py-1">
          <span
            aria-hidden="true"
            className="size-3 rounded-full border border-line-strong"
            style={{ background: look === 'asking' ? 'transparent' : looks[look].background }}
          />
          {look === 'asking' ? t('scan.asking') : t(`scan.word.${look}`)}{' '}
          <span className="figures text-muted">{formatClock(at, locale)}</span>
          {result?.place ? <span className="max-w-40 truncate text-muted">{result.place}</span> : null}
        </li>
      ))}
    </ul>
  );
}
