import { Minus, Plus } from 'lucide-react';
import { classes } from './classes.ts';

type StepperProps = {
  label: string;
  lessLabel: string;
  moreLabel: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  className?: string;
};

/** − n + for a number the page keeps. */
export function Stepper({ label, lessLabel, moreLabel, value, min, max, onChange, className }: StepperProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row with its legend everywhere.
    <div
      role="group"
      aria-label={label}
      className={classes('inline-flex items-center rounded-m border border-line-strong bg-raised', className)}
    >
      <button
        type="button"
        aria-label={lessLabel}
        className={stepClass}
        disabled={value <= min}
        onClick={() => onChange(value - 1)}
      >
        <Minus aria-hidden="true" className="size-4" />
      </button>
      <output aria-live="polite" className="figures min-w-8 text-center font-semibold">
        {value}
      </output>
      <button
        type="button"
        aria-label={moreLabel}
        className={stepClass}
        disabled={value >= max}
        onClick={() => onChange(value + 1)}
      >
        <Plus aria-hidden="true" className="size-4" />
      </button>
    </div>
  );
}

export const stepClass =
  'inline-flex size-11 items-center justify-center rounded-m text-ink hover:bg-overlay disabled:opacity-40';
