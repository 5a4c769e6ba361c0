import type { Reply } from '@tessera/contract/api/operations';

export type Checked = 'good' | 'unchecked' | 'other_file' | 'bad_signature';

/** Whether a file is the report that was signed, found out here: neither the file nor an answer of the server decides. */
export async function checkReport(report: Reply<'getSignedReport'>, file: ArrayBuffer): Promise<Checked> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', file));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (sha256 !== report.sha256 || !report.signedText.endsWith(`\n${sha256}`)) return 'other_file';
  const key = await openKey(bytesOf(report.publicKey));
  if (!key) return 'unchecked';
  const text = new TextEncoder().encode(report.signedText);
  const isGood = await crypto.subtle.verify('Ed25519', key, bytesOf(report.signature), text);
  return isGood ? 'good' : 'bad_signature';
}

/** undefined: this browser knows no Ed25519. */
async function openKey(spki: Uint8Array<ArrayBuffer>): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('spki', spki, 'Ed25519', false, ['verify']);
  } catch {
    return undefined;
  }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
