import { rotatingCode } from '../../../contract/admission/rotating-code.ts';
import { fromBase64Url } from '../../../scanner/door/base64url.ts';
import type { Reading } from '../in-page.ts';

/** What is read of a ticket at a moment. */
export async function shownAt({ code, rotation }: Reading, at: number): Promise<string> {
  return rotation ? rotatingCode(code, fromBase64Url(rotation.key), at - rotation.agoMs) : code;
}
