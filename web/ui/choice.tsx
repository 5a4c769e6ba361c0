import { type ReactNode, useId } from 'react';
import { classes } from './classes.ts';

type Props = {
  readonly name: string;
  readonly label: string;
  readonly chosen?: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  /** Further options, in groups. */
  readonly children?: ReactNode;
  readonly error?: string | undefined;
  readonly className?: string;
};

/** One of several, chosen from a list. */
export function Choice({ name, label, chosen, options, children, error, className }: Props) {
  const id = useId();
  return (
    <div className={classes('space-y-1.5', className)}>
      <label htmlFor={id} className="block font-medium">
        {label}
      </label>
      <select
        id={id}
        name={name}
        defaultValue={chosen}
        className={classes('control', error ? 'border-danger' : '')}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      >
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
        {children}
      </select>
      {error ? (
        <p id={`${id}-error`} className="text-sm font-medium text-danger">
          {error}
        </p>
      ) : null}
    </div>
  );
}
