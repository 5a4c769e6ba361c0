/** Four tiles of a mosaic, one lit. */
export function LogoMark() {
  return (
    <svg viewBox="0 0 28 28" aria-hidden="true" className="size-7">
      <rect x="1" y="1" width="12" height="12" rx="3" fill="var(--accent)" />
      <rect x="15" y="1" width="12" height="12" rx="3" fill="none" stroke="var(--accent)" strokeWidth="2" />
      <rect x="1" y="15" width="12" height="12" rx="3" fill="none" stroke="var(--accent)" strokeWidth="2" />
      <circle cx="21" cy="21" r="6" fill="var(--accent)" />
    </svg>
  );
}
