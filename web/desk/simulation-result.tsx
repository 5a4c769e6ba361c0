import { refusalReasons } from '@tessera/contract/admission/question';
import { rightToLeft, visitorLanguages } from '@tessera/contract/admission/visitor-words';
import type { Reply } from '@tessera/contract/api/operations';
import { Ban, Check, CircleHelp, CornerUpRight, History, LogOut, type LucideIcon, X } from 'lucide-react';
import { useLanguage } from '../languages/use-language.ts';

type Simulation = Reply<'simulateScan'>;
type Face = 'granted' | 'out' | 'used' | 'elsewhere' | 'unsure' | 'denied';

const faces: Record<Face, { readonly background: string; readonly ink: string; readonly Icon: LucideIcon }> = {
  granted: { background: '#35D07F', ink: '#000000', Icon: Check },
  out: { background: '#2B3040', ink: '#FFFFFF', Icon: LogOut },
  used: { background: '#FFB000', ink: '#000000', Icon: History },
  elsewhere: { background: '#1E3FAE', ink: '#FFFFFF', Icon: CornerUpRight },
  unsure: { background: '#C9CDD8', ink: '#000000', Icon: CircleHelp },
  denied: { background: '#9B0018', ink: '#FFFFFF', Icon: Ban },
};
const used = new Set(['already_used', 'used_up', 'already_inside', 'in_other_zone']);
const elsewhere = new Set(['wrong_gate', 'wrong_performance', 'too_early', 'too_late', 'other_lane', 'zone_full']);
// The door tells nothing of a person who may not come; whoever sits at the desk reads it among the reasons.
const unsure = new Set(['barred', 'not_decided_offline']);

function faceOf({ verdict, reason = '' }: Simulation['result']): Face {
  if (verdict === 'admitted') return 'granted';
  if (verdict === 'let_out') return 'out';
  if (used.has(reason)) return 'used';
  if (elsewhere.has(reason)) return 'elsewhere';
  return unsure.has(reason) ? 'unsure' : 'denied';
}

/** The verdict as the door would show it, what the visitor would be told, and everything that was looked at. */
export function SimulationResult({ simulation, timeZone }: { simulation: Simulation; timeZone: string }) {
  const { t } = useLanguage();
  return (
    <section className="space-y-6" aria-label={t('sim.result')} data-testid="simulation">
      <Verdict result={simulation.result} timeZone={timeZone} />
      <VisitorWords words={simulation.visitorWords} />
      <Checks checks={simulation.checks} />
    </section>
  );
}

function Verdict({ result, timeZone }: { result: Simulation['result']; timeZone: string }) {
  const { t, text, moment } = useLanguage();
  const face = faceOf(result);
  const { background, ink, Icon } = faces[face];
  const reason = refusalReasons.find((known) => known === result.reason);
  return (
    <div
      role="status"
      data-verdict={face}
      className="flex flex-col items-center gap-3 rounded-2xl p-6 text-center"
      style={{ background, color: ink, forcedColorAdjust: 'none' }}
    >
      <span className="flex size-20 items-center justify-center rounded-full border-8 border-current">
        <Icon aria-hidden="true" className="size-10" strokeWidth={3.5} />
      </span>
      <p className="display text-5xl">{t(`sim.word.${face}`)}</p>
      {reason ? <p className="max-w-xl text-xl font-semibold">{t(`sim.reason.${reason}`)}</p> : null}
      {result.reason === 'not_decided_offline' ? (
        <p className="max-w-xl text-xl font-semibold">{t('sim.reason.not_decided_offline')}</p>
      ) : null}
      {result.gates && result.gates.length > 0 ? (
        <p>{t('scan.say.gates', { gates: result.gates.join(', ') })}</p>
      ) : null}
      {result.lane ? <p>{t('sim.lane', { name: result.lane })}</p> : null}
      {result.previous ? (
        <p>
          {t('sim.previous', {
            when: moment(result.previous.at, timeZone, 'day-time'),
            place: result.previous.accessPoint,
          })}
        </p>
      ) : null}
      {result.place ? (
        <p>
          {result.place}
          {result.tariff ? ` · ${text(result.tariff)}` : ''}
        </p>
      ) : null}
      {result.holder ? <p>{result.holder}</p> : null}
      {result.check ? <p className="font-semibold">{t('sim.to-show', { what: text(result.check) })}</p> : null}
      {result.isPrinted ? <p>{t('sim.printed')}</p> : null}
    </div>
  );
}

function VisitorWords({ words }: { words: Simulation['visitorWords'] }) {
  const { t } = useLanguage();
  const told = Object.entries(visitorLanguages).flatMap(([code, name]) => {
    const sentence = words[code];
    return sentence ? [{ code, name, sentence }] : [];
  });
  if (told.length === 0) return null;
  return (
    <div className="card space-y-3 p-5">
      <h2 className="text-2xl">{t('sim.told')}</h2>
      <dl className="grid gap-3 sm:grid-cols-2">
        {told.map(({ code, name, sentence }) => (
          <div key={code} lang={code} dir={rightToLeft.some((one) => one === code) ? 'rtl' : 'ltr'}>
            <dt className="text-sm text-muted">{name}</dt>
            <dd className="text-lg">{sentence}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Checks({ checks }: { checks: Simulation['checks'] }) {
  const { t } = useLanguage();
  if (checks.length === 0) return <p className="card p-5 text-muted">{t('sim.no-checks')}</p>;
  return (
    <div className="card space-y-3 p-5">
      <h2 className="text-2xl">{t('sim.checks')}</h2>
      <ul className="space-y-1">
        {checks.map(({ reason, stands }) => (
          <li key={reason} className="flex gap-3 py-1" data-testid={`check-${reason}`}>
            {stands ? (
              <X aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-danger" />
            ) : (
              <Check aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-success" />
            )}
            <span className={stands ? 'font-semibold' : 'text-muted'}>
              <span className="sr-only">{t(stands ? 'sim.stands' : 'sim.fine')} </span>
              {t(stands ? `sim.reason.${reason}` : `sim.fine.${reason}`)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
