import { type ReactNode, useId } from 'react';

type Props = {
  readonly legend: string;
  readonly hint?: string;
  readonly name: string;
  readonly options: readonly (readonly [value: string, words: ReactNode])[];
  readonly chosen?: readonly string[];
  readonly error?: string | undefined;
};

/** Any of several, each with its tick; a long list scrolls in itself. */
export function TickList({ legend, hint, name, options, chosen = [], error }: Props) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <fieldset className="min-w-0 space-y-1.5" aria-describedby={described || undefined}>
      <legend className="font-medium">{legend}</legend>
      {hint ? (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      ) : null}
      <div className="max-h-60 overflow-y-auto rounded-m border border-line px-3">
        {options.map(([value, words]) => (
          <label key={value} className="flex min-h-11 items-center gap-3 py-1">
            <input
              type="checkbox"
              name={name}
              value={value}
              defaultChecked={chosen.includes(value)}
              className="size-5 shrink-0 accent-accent"
            />
            <span className="min-w-0 break-words">{words}</span>
          </label>
        ))}
      </div>
      {error ? (
        <p id={`${id}-error`} className="text-sm font-medium text-danger">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
