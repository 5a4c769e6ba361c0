import type { Reply } from '@tessera/contract/api/operations';
import type { LocalText } from '@tessera/contract/text';
import type { Doubt, Judgement } from '../door/door-book.ts';
import { type Look, lookOfRefusal } from '../looks/looks.ts';

type ScanResult = Reply<'scanTickets'>['results'][number];

/** What the controller sees of one reading. */
export type Outcome = {
  readonly id: string;
  readonly code: string;
  /** By the server's clock. */
  readonly at: number;
  readonly look: Look;
  /** The device decided it. */
  readonly isOwn: boolean;
  readonly reason?: string;
  readonly doubt?: Doubt | 'not_told';
  readonly listMadeAt?: number;
  readonly holder?: string;
  readonly place?: string;
  readonly tariff?: LocalText;
  readonly check?: LocalText;
  readonly isPrinted?: boolean;
  readonly gates?: readonly string[];
  readonly lane?: string;
  readonly previous?: { readonly at: number; readonly accessPoint: string };
};

export type Read = Pick<Outcome, 'id' | 'code' | 'at'>;

export function outcomeOfServer(read: Read, result: ScanResult): Outcome {
  const { verdict, reason, holder, place, tariff, check, isPrinted, gates, lane, previous } = result;
  const look = lookOf(verdict, reason, check);
  // Of a person who may not come nothing is shown.
  if (look === 'hold') return { ...read, look, isOwn: false };
  return {
    ...read,
    look,
    isOwn: false,
    ...(reason ? { reason } : {}),
    ...(holder ? { holder } : {}),
    ...(place ? { place } : {}),
    ...(tariff ? { tariff } : {}),
    ...(check ? { check } : {}),
    ...(isPrinted ? { isPrinted } : {}),
    ...(gates ? { gates } : {}),
    ...(lane ? { lane } : {}),
    ...(previous ? { previous: { at: Date.parse(previous.at), accessPoint: previous.accessPoint } } : {}),
  };
}

export function outcomeOfDevice(read: Read, judgement: Judgement): Outcome {
  if (judgement.kind === 'unsure') {
    const { doubt, listMadeAt } = judgement;
    return { ...read, look: 'unsure', isOwn: true, doubt, ...(listMadeAt ? { listMadeAt } : {}) };
  }
  const { verdict, zone, product, gates, lane } = judgement;
  const reason = verdict.verdict === 'refused' ? verdict.reason : undefined;
  const previous = verdict.verdict === 'refused' ? verdict.previous : undefined;
  const check = product?.check ?? undefined;
  const look = lookOf(verdict.verdict, reason, check);
  if (look === 'hold') return { ...read, look, isOwn: true };
  return {
    ...read,
    look,
    isOwn: true,
    ...(reason ? { reason } : {}),
    ...(zone ? { place: zone } : {}),
    ...(product ? { tariff: product.name } : {}),
    ...(check ? { check } : {}),
    ...(verdict.verdict === 'admitted' && verdict.isPrinted ? { isPrinted: true } : {}),
    ...(gates ? { gates } : {}),
    ...(lane ? { lane } : {}),
    ...(previous ? { previous: { at: previous.at, accessPoint: previous.accessPoint } } : {}),
  };
}

function lookOf(verdict: ScanResult['verdict'], reason: string | undefined, check: LocalText | undefined): Look {
  if (verdict === 'let_out') return 'out';
  if (verdict === 'admitted') return check ? 'check' : 'granted';
  return lookOfRefusal(reason);
}
