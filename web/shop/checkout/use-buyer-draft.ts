import { type RefObject, useEffect, useRef, useState } from 'react';

type Draft = { readonly email: string; readonly name: string };
type BuyerDraft = {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** Where each is typed. */
  readonly fields: {
    readonly email: RefObject<HTMLInputElement | null>;
    readonly name: RefObject<HTMLInputElement | null>;
  };
};

const place = 'tessera.buyer';
const keptForMilliseconds = 24 * 60 * 60 * 1000;

/**
 * What the buyer typed, kept for a day in this browser: it outlives a reload, a lost connection and the hold itself. What was
 * typed before the scripts came stays as it is.
 */
export function useBuyerDraft(known: Draft | null): BuyerDraft {
  const [draft, setDraft] = useState<Draft>(known ?? { email: '', name: '' });
  const email = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const kept = keptDraft();
    const there = (field: typeof email) => field.current?.value ?? '';
    setDraft({ email: there(email) || (kept?.email ?? ''), name: there(name) || (kept?.name ?? '') });
  }, []);

  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    localStorage.setItem(place, JSON.stringify({ ...next, at: Date.now() }));
  };
  return { draft, change, fields: { email, name } };
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
