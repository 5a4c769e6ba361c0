import {
  type AdmissionListHeader,
  findEntry,
  hashedFor,
  indexLength,
  type ListedRight,
  masked,
  unpackRight,
} from '@tessera/contract/admission/admission-list';
import { decideAdmission } from '@tessera/contract/admission/decide-admission';
import { laneOf } from '@tessera/contract/admission/lanes';
import type { AccessRight, AdmissionVerdict, Direction, Door } from '@tessera/contract/admission/question';
import { isFresh, splitRotating } from '@tessera/contract/admission/rotating-code';
import { decodeTicketCode, type TicketCode } from '@tessera/contract/ticket-code';
import { madeAt } from '../reading/uuid-v7.ts';
import type { KeptScan } from '../sending/kept-scan.ts';
import { fromBase64Url } from './base64url.ts';
import type { OpenedList } from './merge-changes.ts';
import { Signatures } from './signature.ts';
import { staysOf } from './stays.ts';

/** Why a device alone cannot tell: no list; the organiser wants the server asked; too old a list; a ticket newer than it; no lane. */
export type Doubt = 'no_list' | 'not_allowed' | 'stale_list' | 'newer_ticket' | 'no_lane';

export type Judgement =
  | {
      readonly kind: 'verdict';
      readonly verdict: AdmissionVerdict;
      readonly accessRightId?: string;
      /** What the controller is shown: the ticket's zone, its tariff, its lane where another lets it in. */
      readonly zone?: string;
      readonly product?: AdmissionListHeader['products'][number];
      readonly gates?: readonly string[];
      readonly lane?: string;
    }
  | { readonly kind: 'unsure'; readonly doubt: Doubt; readonly listMadeAt?: number };

export type DoorQuestion = {
  readonly scanned: string;
  readonly accessPointId: string;
  readonly direction: Direction;
  /** The server's clock, as the device takes it. */
  readonly at: number;
  readonly toleranceMs: number;
  /** What this device did with a right. */
  readonly ownScans: (accessRightId: string) => readonly KeptScan[];
};

/** A right may have been saved a moment before the list was made and yet be missing in it. */
const inFlightMs = 60_000;

/** Judges codes by a list alone, with the rule the server judges by. */
export class DoorBook {
  readonly list: OpenedList;
  readonly #signatures: Signatures;
  readonly #salt: Uint8Array;

  constructor(list: OpenedList) {
    this.list = list;
    this.#signatures = new Signatures(list.header.keys);
    this.#salt = fromBase64Url(list.header.salt);
  }

  async judge(question: DoorQuestion): Promise<Judgement> {
    const { header } = this.list;
    const { text, digits } = splitRotating(question.scanned);
    const decoded = decodeTicketCode(text);
    if (!decoded.ok) return refused('not_a_ticket');
    const { code, signedBytes, signature } = decoded;
    const isNewer = madeAt(code.accessRightId) > header.madeAt - inFlightMs;
    if (!(await this.#signatures.isGood(code.signingKeyId, signedBytes, signature))) {
      // A ticket of today may be signed by a key of today.
      return isNewer && !this.#signatures.knows(code.signingKeyId)
        ? this.#unsure('newer_ticket')
        : refused('wrong_signature');
    }
    if (code.performanceNumber !== header.performance.number) return refused('wrong_performance');
    const listed = await this.#find(code.accessRightId);
    const doubt = this.#doubt(question, listed === undefined && isNewer);
    if (doubt && question.direction === 'in') return this.#unsure(doubt);
    // Nobody is kept inside because a list is old.
    if (!listed && doubt) {
      return { kind: 'verdict', verdict: { verdict: 'let_out', wasInside: true }, accessRightId: code.accessRightId };
    }
    return listed ? this.#decide(question, code, listed, digits) : refused('unknown_ticket');
  }

  #unsure(doubt: Doubt): Judgement {
    return { kind: 'unsure', doubt, listMadeAt: this.list.header.madeAt };
  }

  #doubt({ at }: DoorQuestion, isTooNew: boolean): Doubt | undefined {
    const { offline, madeAt: listMadeAt, staleAfterMs, lanes } = this.list.header;
    if (offline === 'not_at_all') return 'not_allowed';
    if (at - listMadeAt > staleAfterMs) return 'stale_list';
    if (offline === 'by_lane' && !lanes) return 'no_lane';
    return isTooNew ? 'newer_ticket' : undefined;
  }

  async #find(accessRightId: string): Promise<ListedRight | undefined> {
    const index = await digest(hashedFor('index', this.#salt, accessRightId));
    const hidden = findEntry(this.list.entries, index.subarray(0, indexLength));
    if (!hidden) return undefined;
    return unpackRight(masked(hidden, await digest(hashedFor('mask', this.#salt, accessRightId))));
  }

  async #decide(question: DoorQuestion, code: TicketCode, listed: ListedRight, digits: string | undefined) {
    const { header } = this.list;
    const { at } = question;
    const right = rightOf(header, code, listed);
    const door = this.#door(question);
    const verdict = decideAdmission({
      code: {
        ...code,
        freshness:
          digits === undefined ? 'static' : (await isFresh(listed.rotationKey, digits, at)) ? 'fresh' : 'stale',
      },
      right,
      policy: header.policy,
      door,
      stays: staysOf(listed, header, question.ownScans(right.id)),
      occupancy: undefined,
      at,
    });
    return this.#describe(verdict, right);
  }

  #door({ accessPointId, direction, toleranceMs }: DoorQuestion): Door {
    const { accessPoints, gates, performance, offline, lanes } = this.list.header;
    const gateId = accessPoints.find(({ id }) => id === accessPointId)?.gateId ?? '';
    return {
      gateId,
      direction,
      performanceNumbers: [performance.number],
      zoneIds: gates.find(({ id }) => id === gateId)?.zoneIds ?? [],
      lanes: offline === 'by_lane' && lanes ? { count: lanes.count, own: lanes.own } : null,
      toleranceMs,
    };
  }

  #describe(verdict: AdmissionVerdict, right: AccessRight): Judgement {
    const { zones, products, gates, lanes } = this.list.header;
    const reason = verdict.verdict === 'refused' ? verdict.reason : undefined;
    const zone = zones.find(({ id }) => id === right.zoneId)?.name;
    const product = products.find(({ code }) => code === right.product);
    const lane = lanes?.names[laneOf(right.id, lanes.count)];
    return {
      kind: 'verdict',
      verdict,
      accessRightId: right.id,
      ...(zone ? { zone } : {}),
      ...(product ? { product } : {}),
      ...(reason === 'wrong_gate'
        ? { gates: gates.filter(({ zoneIds }) => zoneIds.includes(right.zoneId)).map(({ name }) => name) }
        : {}),
      ...(reason === 'other_lane' && lane ? { lane } : {}),
    };
  }
}

function rightOf(header: AdmissionListHeader, code: TicketCode, listed: ListedRight): AccessRight {
  const [validFrom, validUntil] = header.windows[listed.window] ?? [0, 0];
  return {
    id: code.accessRightId,
    state: listed.state,
    isUnpaid: listed.isUnpaid,
    isBarred: listed.isBarred,
    epoch: listed.epoch,
    performanceNumber: header.performance.number,
    zoneId: header.zones[listed.zone]?.id ?? '',
    product: header.products[listed.product]?.code ?? '',
    validFrom,
    validUntil,
  };
}

function refused(reason: 'not_a_ticket' | 'wrong_signature' | 'wrong_performance' | 'unknown_ticket'): Judgement {
  return { kind: 'verdict', verdict: { verdict: 'refused', reason } };
}

async function digest(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));
}
