import { createPublicKey, verify } from 'node:crypto';
import { decodeTicketCode } from '../../contract/ticket-code.ts';
import type { Chance } from '../../database/seed/random.ts';
import { uuidV7 } from '../../scanner/reading/uuid-v7.ts';
import { codeShown, makeSigner } from './signer.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const genuineCount = 200;

/** Changes codes in letters, order and length, and lays two together. Those that are taken for genuine; at best none. */
export async function mutateCodes(chance: Chance, count: number): Promise<{ decoded: number; accepted: string[] }> {
  const signer = makeSigner();
  const key = createPublicKey(signer.privateKey);
  const genuine: string[] = [];
  for (let number = 0; number < genuineCount; number += 1)
    genuine.push(await codeShown(signer, uuidV7(number), plain, none));
  const known = new Set(genuine);
  const accepted: string[] = [];
  let decodedCount = 0;
  for (let made = 0; made < count; ) {
    const text = mutate(chance, genuine);
    if (known.has(text)) continue;
    made += 1;
    const decoded = decodeTicketCode(text);
    if (!decoded.ok) continue;
    decodedCount += 1;
    if (verify(null, decoded.signedBytes, key, decoded.signature)) accepted.push(text);
  }
  return { decoded: decodedCount, accepted };
}

const none = new Uint8Array(16);
const plain = {
  gate: { id: '', zoneIds: [], accessPointId: '' },
  direction: 'in',
  at: 0,
  epoch: 1,
  performanceNumber: 7,
  freshness: 'static',
  occupancy: undefined,
} as const;

function mutate(chance: Chance, genuine: readonly string[]): string {
  let text = chance.pick(genuine);
  for (let changes = chance.between(1, 3); changes > 0; changes -= 1) {
    const at = chance.between(0, text.length - 1);
    const to = chance.between(0, text.length - 1);
    const letter = text.charAt(at);
    const kind = chance.between(0, 9);
    if (kind < 6) text = text.slice(0, at) + alphabet.charAt(chance.between(0, 31)) + text.slice(at + 1);
    else if (kind === 6) text = text.slice(0, at) + chance.pick(genuine).slice(at);
    else if (kind === 7)
      text = text.slice(0, at) + text.charAt(to) + text.slice(at + 1, to) + letter + text.slice(to + 1);
    else if (kind === 8) text = text.slice(0, at) + text.slice(at + 1);
    else text = text.slice(0, at) + letter + text.slice(at);
  }
  return text;
}
