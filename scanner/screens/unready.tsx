import { localeFrom } from '@tessera/contract/text';
import { speechOf } from '../words/use-words.tsx';

/** Where nothing can be kept, nothing may be scanned. */
export function Unready() {
  const { words } = speechOf(localeFrom(navigator.languages.join(',')));
  return (
    <main className="wrap max-w-xl py-10">
      <p role="alert" className="card p-6 text-lg">
        {words.unready}
      </p>
    </main>
  );
}
