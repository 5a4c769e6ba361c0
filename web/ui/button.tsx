import type { ComponentProps } from 'react';
import { classes } from './classes.ts';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

const kinds: Record<ButtonKind, string> = {
  primary:
    'border border-transparent bg-accent text-accent-ink font-semibold hover:brightness-110 active:brightness-95',
  secondary: 'border border-line-strong bg-raised text-ink font-medium hover:bg-overlay',
  quiet: 'border border-transparent text-ink font-medium underline-offset-4 hover:bg-raised hover:underline',
  danger: 'border border-danger text-danger font-medium hover:bg-raised',
};

/** The looks of a button, for links too. */
export function buttonClass(kind: ButtonKind = 'primary', more?: string): string {
  return classes(
    'inline-flex min-h-12 items-center justify-center gap-2 rounded-m px-5 text-center transition-[filter,background-color] duration-150',
    'disabled:opacity-60 aria-disabled:opacity-60',
    kinds[kind],
    more,
  );
}

export function Button({ kind, className, ...rest }: ComponentProps<'button'> & { kind?: ButtonKind }) {
  return <button type="button" {...rest} className={buttonClass(kind, className)} />;
}

/** Sends the form it stands in; says what it does while that takes, and takes no second press. */
export function SubmitButton({
  pending,
  pendingLabel,
  children,
  ...rest
}: ComponentProps<typeof Button> & { pending: boolean; pendingLabel: string }) {
  return (
    <Button {...rest} type="submit" aria-disabled={pending || undefined} onClick={pending ? swallow : rest.onClick}>
      {pending ? <Spinner /> : null}
      {pending ? pendingLabel : children}
    </Button>
  );
}

export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-4 animate-spin rounded-full border-2 border-current border-e-transparent motion-reduce:animate-none"
    />
  );
}

function swallow(event: { preventDefault(): void }): void {
  event.preventDefault();
}
