/** The code a visitor gave for a date, kept for the visit on the pages of that date alone. */
export function codeIn(request: Request): string {
  const kept = /(?:^|;\s*)code=([^;]*)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? '';
  try {
    return decodeURIComponent(kept);
  } catch {
    return '';
  }
}

/** Keeps the code, or forgets it when there is none. */
export function codeCookie({ slug, performanceId }: { slug: string; performanceId: string }, code: string): string {
  const lifetime = code === '' ? '; Max-Age=0' : '';
  return `code=${encodeURIComponent(code)}; Path=/e/${slug}/p/${performanceId}; HttpOnly; SameSite=Lax${lifetime}`;
}
