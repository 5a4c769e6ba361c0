import type { AdmissionCheck } from '@tessera/contract/admission/decide-admission';
import { explainAdmission } from '@tessera/contract/admission/decide-admission';
import type { AdmissionQuestion, RefusalReason, Stay } from '@tessera/contract/admission/question';
import { refusalReasons } from '@tessera/contract/admission/question';
import { unsureWords, visitorWords } from '@tessera/contract/admission/visitor-words';
import type { Input, Reply } from '@tessera/contract/api/operations';
import type { Ctx } from '../../platform/context.ts';
import { invalid } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import { findCodeOfSerial } from '../tickets/index.ts';
import type { AccessPoint } from '../venues/index.ts';
import { type Judgeable, readQuestion } from './read-question.ts';
import { describeVerdict } from './scan-ticket.ts';

type Wish = Input<'simulateScan'>['body'];

/**
 * What would be said of a ticket at a door at that moment, by the rule of the door itself; nothing is recorded. A serial stands
 * for the code its holder's page would show then. Throws invalid for a serial that is not of this performance.
 */
export async function simulateScan(
  ctx: Ctx,
  performance: Performance,
  accessPoint: AccessPoint,
  wish: Wish,
): Promise<Reply<'simulateScan'>> {
  const at = new Date(wish.at);
  const code = await codeOfWish(ctx, performance, wish.ticket, at);
  const scanId = crypto.randomUUID();
  const { direction } = wish;
  const read = await readQuestion(ctx, { actor: ctx.actor, accessPoint, code, direction, scanId, at });
  if ('unreadable' in read) {
    const checks = [{ reason: read.unreadable, stands: true }];
    return told(describeVerdict(scanId, { verdict: 'refused', reason: read.unreadable }, read), checks);
  }
  if (wish.isOffline && read.policy.offline === 'not_at_all') {
    const result = describeVerdict(scanId, { verdict: 'refused', reason: 'not_decided_offline' }, read);
    return { result, visitorWords: unsureWords, checks: [] };
  }
  const { verdict, checks } = explainAdmission(supposed(read, wish));
  return told(describeVerdict(scanId, verdict, read), checks);
}

async function codeOfWish(ctx: Ctx, performance: Performance, ticket: string, at: Date): Promise<string> {
  // Codes are longer than any serial.
  if (ticket.length > 40) return ticket;
  const code = await findCodeOfSerial(ctx, performance, ticket.trim().toUpperCase(), at);
  if (code === undefined) throw invalid('ticket', 'unknown');
  return code;
}

function supposed({ question, right }: Judgeable, { stays, isOffline }: Wish): AdmissionQuestion {
  const asked = isOffline ? { ...question, occupancy: undefined } : question;
  if (!stays) return asked;
  const supposedStays = stays.map((stay): Stay => {
    return {
      zoneId: stay.zoneId ?? right?.zoneId ?? '',
      at: Date.parse(stay.at),
      accessPoint: '',
      leftAt: stay.leftAt === null ? null : Date.parse(stay.leftAt),
    };
  });
  return { ...asked, stays: supposedStays };
}

function told(result: Reply<'simulateScan'>['result'], checks: readonly AdmissionCheck[]): Reply<'simulateScan'> {
  const reason = refusalReasons.find((known) => known === result.reason);
  return { result, visitorWords: reason ? wordsOf(reason) : {}, checks: [...checks] };
}

function wordsOf(reason: RefusalReason): Reply<'simulateScan'>['visitorWords'] {
  return { ...visitorWords[reason] };
}
