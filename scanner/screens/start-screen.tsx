import { Check as Tick, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { type Check, tryOut } from '../shift/checks.ts';
import type { Direction } from '../shift/shift.ts';
import { useSpeech } from '../words/use-words.tsx';
import { EnrolScreen } from './enrol-screen.tsx';
import { primary, secondary } from './looks-of-buttons.ts';
import { useScanner } from './use-scanner.ts';

/** Where, which way, who; what was tried out; then the door is open. */
export function StartScreen({ preferences }: { preferences: ReactNode }) {
  const { words, text, day } = useSpeech();
  const { scanner, state } = useScanner();
  const performances = state.device?.performances ?? [];
  const [performanceId, setPerformance] = useState(performances[0]?.id ?? '');
  const performance = performances.find(({ id }) => id === performanceId) ?? performances[0];
  const [pointId, setPoint] = useState('');
  const points = performance?.accessPoints ?? [];
  const point = points.find(({ id }) => id === pointId) ?? points[0];
  const [direction, setDirection] = useState<Direction>('in');
  const [agent, setAgent] = useState(() => localStorage.getItem('tessera.scanner.agent') ?? '');
  const [checks, setChecks] = useState<readonly Check[] | 'running'>([]);

  useEffect(() => void scanner.refreshDevice(), [scanner]);
  if (state.isTurnedAway) return <EnrolScreen preferences={preferences} isAgain />;

  const prepare = async () => {
    if (!performance) return;
    setChecks('running');
    setChecks(await tryOut(scanner, performance.id));
  };
  const start = () => {
    if (!(performance && point) || checks === 'running') return;
    localStorage.setItem('tessera.scanner.agent', agent);
    void scanner.startShift({
      performanceId: performance.id,
      accessPointId: point.id,
      place: `${point.gate} · ${point.name}`,
      title: performance.title,
      timeZone: performance.timeZone,
      direction,
      agent,
      checks: checks.map(({ name, isGood }) => ({ name, isGood })),
    });
  };
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col gap-5 p-5">
      <header className="flex items-start justify-between gap-4">
        <div>
          <p className="text-muted">{state.device?.name}</p>
          <h1 className="text-4xl">{words.begin.title}</h1>
        </div>
        {preferences}
      </header>
      {state.unsent > 0 ? <p className="card border-warning p-4">{words.begin.unsent(state.unsent)}</p> : null}
      {performance ? null : <NoPerformance />}
      {performance && point ? (
        <>
          <Choice
            label={words.begin.performance}
            value={performance.id}
            choose={(id) => {
              setPerformance(id);
              setChecks([]);
            }}
            options={performances.map(({ id, title, startsAt, timeZone }) => [
              id,
              `${text(title)} · ${day(Date.parse(startsAt), timeZone)}`,
            ])}
          />
          <Choice
            label={words.begin.place}
            value={point.id}
            choose={setPoint}
            options={points.map(({ id, gate, name }) => [id, `${gate} · ${name}`])}
          />
          <fieldset className="grid grid-cols-2 gap-3">
            <legend className="pb-1 font-medium">{words.begin.direction}</legend>
            {(['in', 'out'] as const).map((way) => (
              <label
                key={way}
                className={`${secondary} cursor-pointer has-checked:border-accent has-checked:text-accent`}
              >
                <input
                  type="radio"
                  name="direction"
                  className="size-5 accent-(--accent)"
                  checked={direction === way}
                  onChange={() => setDirection(way)}
                />
                {words[way]}
              </label>
            ))}
          </fieldset>
          <label className="block space-y-1">
            <span className="font-medium">{words.begin.agent}</span>
            <input
              className="control h-14"
              value={agent}
              maxLength={80}
              autoComplete="nickname"
              onChange={({ target }) => setAgent(target.value)}
              aria-describedby="agent-why"
            />
            <span id="agent-why" className="text-sm text-muted">
              {words.begin.agentWhy}
            </span>
          </label>
          <Readying checks={checks} prepare={() => void prepare()} start={start} />
          <p className="text-sm text-muted">{words.begin.privacy}</p>
        </>
      ) : null}
    </main>
  );
}

function Readying({
  checks,
  prepare,
  start,
}: {
  checks: readonly Check[] | 'running';
  prepare: () => void;
  start: () => void;
}) {
  const { begin } = useSpeech().words;
  if (checks === 'running' || checks.length === 0) {
    return (
      <button type="button" className={primary} disabled={checks === 'running'} onClick={prepare}>
        {checks === 'running' ? begin.preparing : begin.prepare}
      </button>
    );
  }
  return (
    <>
      <Checks checks={checks} />
      <div className="grid grid-cols-[1fr_2fr] gap-3">
        <button type="button" className={secondary} onClick={prepare}>
          {begin.again}
        </button>
        <button type="button" className={primary} onClick={start}>
          {begin.press}
        </button>
      </div>
    </>
  );
}

function NoPerformance() {
  const { words } = useSpeech();
  const { scanner } = useScanner();
  return (
    <div className="card space-y-3 p-4">
      <p>{words.begin.none}</p>
      <button type="button" className={secondary} onClick={() => void scanner.refreshDevice()}>
        {words.begin.again}
      </button>
    </div>
  );
}

function Choice({
  label,
  value,
  choose,
  options,
}: {
  label: string;
  value: string;
  choose: (value: string) => void;
  options: readonly (readonly [value: string, label: string])[];
}) {
  return (
    <label className="block space-y-1">
      <span className="font-medium">{label}</span>
      <select className="control h-16 text-lg" value={value} onChange={({ target }) => choose(target.value)}>
        {options.map(([id, words]) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Checks({ checks }: { checks: readonly Check[] }) {
  const { words, time } = useSpeech();
  const { scanner, state } = useScanner();
  const { list } = state;
  const minutes = Math.round(scanner.clock.wallAheadMs() / 60_000);
  const more: Partial<Record<Check['name'], string>> = {
    ...(list ? { list: words.listOf(list.count, time(list.madeAt, list.performance.timeZone)) } : {}),
    ...(minutes === 0 ? {} : { clock: words.clockOff(minutes) }),
  };
  return (
    <section aria-label={words.begin.checks} className="card divide-y divide-line">
      <ul>
        {checks.map(({ name, isGood, percent }) => {
          const [title, fix] = words.checks[name];
          return (
            <li key={name} data-check={name} data-good={isGood} className="flex gap-3 px-4 py-2">
              {isGood ? (
                <Tick aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-success" strokeWidth={3} />
              ) : (
                <X aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-danger" strokeWidth={3} />
              )}
              <div>
                <span className="sr-only">{isGood ? '✓ ' : '✗ '}</span>
                <span className="font-medium">{title}</span>
                {percent === undefined ? null : <span className="text-muted"> {percent} %</span>}
                {more[name] ? <span className="block text-sm text-muted">{more[name]}</span> : null}
                {isGood ? null : <span className="block text-sm">{fix}</span>}
              </div>
            </li>
          );
        })}
      </ul>
      <Readiness isPersistent={checks.some(({ name, isGood }) => name === 'storage' && isGood)} />
    </section>
  );
}

/** Nobody shall learn at the gate that the phone was of no use without a network. */
function Readiness({ isPersistent }: { isPersistent: boolean }) {
  const { words } = useSpeech();
  const { list } = useScanner().state;
  const { begin } = words;
  const reasons = [
    ...(list ? [] : [begin.noList]),
    ...(list?.offline === 'not_at_all' ? [begin.notAllowed] : []),
    ...(list?.offline === 'by_lane' && !list.lanes?.own.length ? [begin.noLane] : []),
  ];
  return (
    <p
      data-testid="readiness"
      className={`px-4 py-3 font-semibold ${reasons.length > 0 ? 'text-danger' : 'text-success'}`}
    >
      {reasons.length > 0 ? `${begin.offlineNot} ${reasons.join(' ')}` : begin.offlineReady}
      {isPersistent ? null : <span className="block font-normal text-muted">{begin.noStorage}</span>}
    </p>
  );
}
