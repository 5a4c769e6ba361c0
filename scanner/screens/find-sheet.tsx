import type { Reply } from '@tessera/contract/api/operations';
import { type FormEvent, useState } from 'react';
import { useSpeech } from '../words/use-words.tsx';
import { HoldButton } from './hold-button.tsx';
import { primary, secondary } from './looks-of-buttons.ts';
import { Sheet } from './sheet.tsx';
import { useScanner } from './use-scanner.ts';

type Found = Reply<'searchTickets'>['items'];
const shortest = 2;

/** For somebody whose code cannot be read: found by hand, let in by a long press, with the reason kept. */
export function FindSheet({
  read,
  close,
}: {
  read: (code: string, note?: string) => Promise<void>;
  close: () => void;
}) {
  const { words, text } = useSpeech();
  const { find } = words;
  const { scanner } = useScanner();
  const [found, setFound] = useState<Found | 'short' | 'unreachable'>();
  const [reason, setReason] = useState<string>(find.reasons[0] ?? '');

  const search = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = String(new FormData(event.currentTarget).get('text') ?? '').trim();
    if (wanted.length < shortest) return setFound('short');
    const answer = await scanner.search(wanted);
    setFound(answer.ok ? answer.body.items : 'unreachable');
  };
  const readTyped = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get('code') ?? '');
    close();
    void read(code);
  };
  const problem =
    found === 'short' || found === 'unreachable' ? find[found] : found?.length === 0 ? find.none : undefined;
  return (
    <Sheet title={find.title} close={close}>
      <form className="space-y-3" onSubmit={(event) => void search(event)}>
        <label className="block space-y-2">
          <span className="font-medium">{find.text}</span>
          <input
            name="text"
            className="control h-16 text-lg"
            autoComplete="off"
            maxLength={80}
            aria-describedby="find-problem"
          />
        </label>
        <button type="submit" className={`${primary} w-full`}>
          {find.press}
        </button>
        <p id="find-problem" role="status" className="text-danger empty:hidden">
          {problem}
        </p>
      </form>
      {Array.isArray(found) && found.length > 0 ? (
        <>
          <label className="block space-y-2">
            <span className="font-medium">{find.reason}</span>
            <select className="control h-14" value={reason} onChange={({ target }) => setReason(target.value)}>
              {find.reasons.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
          <ul className="space-y-3">
            {found.map(({ ticket, serial, code, place, tariff, holder, isInside }) => (
              <li key={ticket} className="card space-y-2 p-4">
                <p className="text-lg font-semibold">
                  {holder ? `${holder} · ` : ''}
                  {place}
                </p>
                <p className="text-muted">
                  {text(tariff)} · <bdi>{serial}</bdi>
                  {isInside ? <span className="font-semibold text-warning"> · {find.inside}</span> : null}
                </p>
                <HoldButton
                  holdMs={800}
                  className={`${secondary} w-full`}
                  done={() => {
                    close();
                    void read(code, reason);
                  }}
                >
                  {find.admit}
                </HoldButton>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <form className="space-y-2 border-t border-line pt-4" onSubmit={readTyped}>
        <label className="block space-y-2">
          <span className="font-medium">{find.type}</span>
          <input
            name="code"
            data-testid="typed-code"
            className="control h-14"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={4000}
          />
        </label>
        <button type="submit" className={`${secondary} w-full`}>
          {find.check}
        </button>
      </form>
      <button type="button" className={secondary} onClick={close}>
        {find.close}
      </button>
    </Sheet>
  );
}
