import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export type Tone = 'info' | 'success' | 'warning' | 'danger';

const looks: Record<Tone, { ink: string; edge: string; Icon: LucideIcon }> = {
  info: { ink: 'text-info', edge: 'border-s-info', Icon: Info },
  success: { ink: 'text-success', edge: 'border-s-success', Icon: CircleCheck },
  warning: { ink: 'text-warning', edge: 'border-s-warning', Icon: TriangleAlert },
  danger: { ink: 'text-danger', edge: 'border-s-danger', Icon: CircleAlert },
};

/** What happened, why, and the one next thing. `urgent` has it read out at once. */
export function Banner({
  tone,
  title,
  children,
  urgent = false,
  className,
}: {
  tone: Tone;
  title: ReactNode;
  children?: ReactNode;
  urgent?: boolean;
  className?: string;
}) {
  const { ink, edge, Icon } = looks[tone];
  return (
    <div
      role={urgent ? 'alert' : undefined}
      className={classes('card flex gap-3 border-s-4 p-4 text-ink', edge, className)}
    >
      <Icon aria-hidden="true" className={classes('mt-0.5 size-5 shrink-0', ink)} />
      <div className="min-w-0 grow space-y-2">
        <p className="font-semibold">{title}</p>
        {children ? <div className="space-y-3 text-muted">{children}</div> : null}
      </div>
    </div>
  );
}
