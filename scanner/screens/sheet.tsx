import { type ReactNode, useEffect, useRef } from 'react';

/** A dialog over the whole door; Escape closes it. */
export function Sheet({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      onClose={close}
      aria-labelledby="sheet-title"
      className="m-0 size-full max-h-none max-w-none bg-page p-5 text-ink"
    >
      <div className="mx-auto flex min-h-full max-w-md flex-col gap-4">
        <h2 id="sheet-title" className="text-3xl">
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}
