import type { ComponentProps } from 'react';
import { useId } from 'react';
import { classes } from './classes.ts';

type FieldProps = ComponentProps<'input'> & {
  label: string;
  name: string;
  hint?: string | undefined;
  error?: string | undefined;
};

export function Field({ label, hint, error, className, id, ...input }: FieldProps) {
  const fallback = useId();
  const own = id ?? fallback;
  const described = [hint ? `${own}-hint` : '', error ? `${own}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={classes('space-y-1.5', className)}>
      <label htmlFor={own} className="block font-medium">
        {label}
      </label>
      {hint ? (
        <p id={`${own}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      ) : null}
      <input
        {...input}
        id={own}
        className={classes('control', error ? 'border-danger' : '')}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
      />
      {error ? (
        <p id={`${own}-error`} className="text-sm font-medium text-danger">
          {error}
        </p>
      ) : null}
    </div>
  );
}
