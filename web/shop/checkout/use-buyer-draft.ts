import { useEffect, useState } from 'react';

type Draft = { readonly email: string; readonly name: string };

const place = 'tessera.buyer';
const keptForMilliseconds = 24 * 60 * 60 * 1000;

/** What the buyer typed, kept for a day in this browser: it outlives a reload, a lost connection and the hold itself. */
export function useBuyerDraft(known: Draft | null): { draft: Draft; change: (part: Partial<Draft>) => void } {
  const [draft, setDraft] = useState<Draft>(known ?? { email: '', name: '' });

  useEffect(() => {
    const kept = keptDraft();
    if (kept) setDraft((now) => ({ email: now.email || kept.email, name: now.name || kept.name }));
  }, []);

  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    localStorage.setItem(place, JSON.stringify({ ...next, at: Date.now() }));
  };
  return { draft, change };
}

function keptDraft(): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return undefined;
    const { email, name, at } = kept as Record<string, unknown>;
    if (typeof at !== 'number' || Date.now() - at > keptForMilliseconds) return undefined;
    return { email: typeof email === 'string' ? email : '', name: typeof name === 'string' ? name : '' };
  } catch {
    return undefined;
  }
}
