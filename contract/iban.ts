import { mod97 } from './mod-97.ts';

/** Whether this is written as an IBAN, without blanks, and its check digits (ISO 13616) are right. */
export function isIban(text: string): boolean {
  return /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(text) && mod97(text.slice(4) + text.slice(0, 4)) === 1;
}

/** What a person typed or pasted, as an IBAN is written for machines. */
export function withoutBlanks(typed: string): string {
  return typed.replace(/\s/g, '').toUpperCase();
}

/** As people read an IBAN or a creditor reference: in groups of four. */
export function inGroups(text: string): string {
  return text.replace(/(.{4})(?=.)/g, '$1 ');
}
