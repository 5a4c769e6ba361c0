import { type Actor, system } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { type aside, gather } from '../../platform/gather.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { type AccessPoint, findAccessPoints } from '../venues/index.ts';
import { type ConfirmAsked, type Confirmed, confirmScans } from './confirm-scans.ts';
import { type ScanAsked, type ScanResult, scanTickets } from './scan-ticket.ts';

/** What comes from a door, before it is known which one it is and whether its caller may work there. */
type FromDoor<Asked> = {
  readonly accessPointId: string;
  readonly actor: Actor;
  readonly authorise: (ctx: Ctx, object: { readonly organiserId: string; readonly accessPointId: string }) => void;
  readonly at: (accessPoint: AccessPoint) => Asked;
};
export type DoorDesk = {
  /** Throws not_found for a door that there is not, or where the caller may not work. */
  scan(asked: FromDoor<ScanAsked>): Promise<ScanResult>;
  confirm(asked: FromDoor<ConfirmAsked>): Promise<Confirmed>;
};

/**
 * Readings that arrive while others are being judged are judged together, since twenty cost little more than one. A ticket that
 * somebody else has locked keeps only its own visitor waiting. Each process has a desk of its own; the row locks of the tickets
 * keep them apart.
 */
export function openDoorDesk(inTransaction: InTransaction): DoorDesk {
  const answered = <Asked, Answer>(answer: AnswerAtDoors<Asked, Answer>) =>
    gather<FromDoor<Asked>, Answer>((asked, { isAlone }) =>
      inTransaction(system('door-desk'), async (ctx) => {
        const opened = await openDoors(ctx, asked);
        const atDoors = opened.flatMap((one) => (one instanceof Refusal ? [] : [one.asked]));
        const answers = (await answer(ctx, atDoors, { wait: isAlone })).values();
        return opened.map((one) => (one instanceof Refusal ? one : (answers.next().value as Answer)));
      }),
    );
  return { scan: answered(scanTickets), confirm: answered(confirmScans) };
}

type AnswerAtDoors<Asked, Answer> = (
  ctx: Ctx,
  asked: readonly Asked[],
  manner: { readonly wait: boolean },
) => Promise<readonly (Answer | typeof aside)[]>;

async function openDoors<Asked>(
  ctx: Ctx,
  asked: readonly FromDoor<Asked>[],
): Promise<(Refusal | { readonly asked: Asked })[]> {
  const points = await findAccessPoints(ctx, [...new Set(asked.map(({ accessPointId }) => accessPointId))]);
  const byId = new Map(points.map((point) => [point.id, point]));
  return asked.map(({ accessPointId, actor, authorise, at }) => {
    const point = byId.get(accessPointId);
    try {
      if (!point) throw new Refusal('not_found');
      authorise({ ...ctx, actor }, { organiserId: point.organiserId, accessPointId });
      return { asked: at(point) };
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  });
}
