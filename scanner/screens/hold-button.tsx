import { type ReactNode, useRef, useState } from 'react';

/** Does what it says once it was held long enough, by finger, mouse or key; a touch in passing does nothing. */
export function HoldButton({
  holdMs,
  done,
  className,
  children,
  disabled,
}: {
  holdMs: number;
  done: () => void;
  className: string;
  children: ReactNode;
  disabled?: boolean;
}) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [isHeld, setHeld] = useState(false);
  const begin = () => {
    if (disabled || timer.current !== undefined) return;
    setHeld(true);
    timer.current = setTimeout(() => {
      end();
      done();
    }, holdMs);
  };
  const end = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHeld(false);
  };
  return (
    <button
      type="button"
      disabled={disabled}
      className={`${className} relative touch-none overflow-hidden`}
      onPointerDown={begin}
      onPointerUp={end}
      onPointerLeave={end}
      onPointerCancel={end}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={({ key, repeat }) => {
        if (!repeat && (key === 'Enter' || key === ' ')) begin();
      }}
      onKeyUp={end}
      onBlur={end}
    >
      <span
        aria-hidden="true"
        className="absolute inset-y-0 start-0 bg-current opacity-25"
        style={{ inlineSize: isHeld ? '100%' : '0', transition: isHeld ? `inline-size ${holdMs}ms linear` : 'none' }}
      />
      <span className="relative inline-flex items-center gap-2">{children}</span>
    </button>
  );
}
