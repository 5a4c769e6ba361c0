const button =
  'inline-flex min-h-16 items-center justify-center gap-2 rounded-m px-4 text-center text-lg font-semibold select-none disabled:opacity-50';

export const primary = `${button} bg-accent text-accent-ink`;
export const secondary = `${button} border border-line-strong bg-raised text-ink`;
export const onVerdict = `${button} border-2 border-current px-6 focus-visible:outline-current`;
