import { useId } from 'react';

type Props = {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly (readonly [value: string, words: string, means?: string])[];
  readonly chosen: string;
};

/** One of a few, each with what it means. */
export function RadioList({ legend, name, options, chosen }: Props) {
  const id = useId();
  return (
    <fieldset className="min-w-0 space-y-1">
      <legend className="font-medium">{legend}</legend>
      {options.map(([value, words, means]) => (
        <label key={value} className="flex min-h-11 gap-3 py-2">
          <input
            type="radio"
            name={name}
            value={value}
            defaultChecked={value === chosen}
            aria-describedby={means ? `${id}-${value}` : undefined}
            className="mt-0.5 size-5 shrink-0 accent-accent"
          />
          <span className="min-w-0">
            {words}
            {means ? (
              <span id={`${id}-${value}`} className="block text-sm text-muted">
                {means}
              </span>
            ) : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
