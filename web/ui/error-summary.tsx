import { useEffect, useRef } from 'react';

export type FieldErrors = Readonly<Record<string, string>>;

/** What is wrong in a form, first on the page and focused; each line leads to its field, whose id is its name. */
export function ErrorSummary({ title, errors }: { title: string; errors: FieldErrors }) {
  const box = useRef<HTMLDivElement>(null);
  const lines = Object.entries(errors);
  useEffect(() => {
    if (Object.keys(errors).length > 0) box.current?.focus();
  }, [errors]);
  if (lines.length === 0) return null;
  return (
    <div ref={box} role="alert" tabIndex={-1} className="card border-s-4 border-s-danger p-4">
      <p className="font-semibold">{title}</p>
      <ul className="mt-2 list-disc ps-5">
        {lines.map(([name, words]) => (
          <li key={name}>
            <a className="inline-block py-1 text-danger underline" href={`#${name}`}>
              {words}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
