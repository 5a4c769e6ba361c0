type Props = { readonly name: string; readonly label: string; readonly hint?: string; readonly ticked: boolean };

/** Yes or no. */
export function Tick({ name, label, hint, ticked }: Props) {
  return (
    <label className="flex min-h-11 gap-3 py-2">
      <input type="checkbox" name={name} defaultChecked={ticked} className="mt-0.5 size-5 shrink-0 accent-accent" />
      <span className="min-w-0">
        {label}
        {hint ? <span className="block text-sm text-muted">{hint}</span> : null}
      </span>
    </label>
  );
}
