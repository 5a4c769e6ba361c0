const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment in words. A format is made once for its language, time zone and style: making one costs far more than using it. */
export function formatDate(at: Date, language: string, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify([language, options]);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, format);
  return format.format(at);
}
