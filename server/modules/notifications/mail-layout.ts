import type { Locale } from '@tessera/contract/text';
import { escapeHtml } from '../../platform/html.ts';

export type MailText = {
  readonly locale: Locale;
  readonly subject: string;
  readonly title: string;
  /** Paragraphs of lines; plain text, escaped for HTML here. */
  readonly paragraphs: readonly (readonly string[])[];
  readonly button?: { readonly label: string; readonly url: string };
  readonly small: readonly string[];
};

/** One column, live text, one button, and its plain-text twin. */
export function renderMail(mail: MailText): { text: string; html: string } {
  return { text: asText(mail), html: asHtml(mail) };
}

function asText({ title, paragraphs, button, small }: MailText): string {
  const blocks = [
    title,
    ...paragraphs.map((lines) => lines.join('\n')),
    ...(button ? [`${button.label} : ${button.url}`] : []),
    ...small,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function asHtml({ locale, subject, title, paragraphs, button, small }: MailText): string {
  const body = paragraphs
    .map(
      (lines) => `<p style="margin:0 0 16px;font-size:16px;line-height:1.5">${lines.map(escapeHtml).join('<br>')}</p>`,
    )
    .join('\n');
  const link = button
    ? `<p style="margin:24px 0"><a href="${escapeHtml(button.url)}" style="display:inline-block;background:#5b3df5;color:#ffffff;padding:14px 24px;border-radius:10px;text-decoration:none;font-weight:600">${escapeHtml(button.label)}</a></p>`
    : '';
  const end = small
    .map((line) => `<p style="margin:0 0 8px;font-size:13px;line-height:1.5;color:#4e5473">${escapeHtml(line)}</p>`)
    .join('\n');
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;background:#f6f7fb;color:#14162b;font-family:system-ui,sans-serif">
<div style="max-width:600px;margin:0 auto;padding:32px 24px;background:#ffffff">
<p style="margin:0 0 24px;font-weight:700;color:#5b3df5">Tessera</p>
<h1 style="margin:0 0 16px;font-size:24px;line-height:1.2">${escapeHtml(title)}</h1>
${body}
${link}
${end}
</div>
</body>
</html>`;
}
