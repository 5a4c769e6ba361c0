import { useSpeech } from '../words/use-words.tsx';
import { primary, secondary } from './looks-of-buttons.ts';
import { Sheet } from './sheet.tsx';
import { useScanner } from './use-scanner.ts';

export function EndSheet({ close }: { close: () => void }) {
  const { words } = useSpeech();
  const { scanner, state } = useScanner();
  return (
    <Sheet title={words.end.title} close={close}>
      <p className="text-lg">{words.end.why}</p>
      {state.unsent > 0 ? (
        <p role="alert" className="card border-warning p-4 text-lg font-semibold">
          {words.end.unsent(state.unsent)}
        </p>
      ) : null}
      <div className="grid gap-3 pt-4">
        <button type="button" className={primary} onClick={() => void scanner.endShift()}>
          {words.end.press}
        </button>
        <button type="button" className={secondary} onClick={close}>
          {words.end.stay}
        </button>
      </div>
    </Sheet>
  );
}
