import type { Transaction } from 'kysely';
import type { DB } from '../../database/tables.gen.ts';
import type { Actor } from './actor.ts';
import type { Secrets } from './secrets.ts';

export const ground: unique symbol = Symbol('ground');

/** Where a delivery of an announcement is put: a queue per listener, filled in the same transaction. */
export type Delivery = { readonly queue: string; readonly announcement: DeliveredAnnouncement };
export type DeliveredAnnouncement = {
  readonly kind: string;
  readonly subjectId: string;
  readonly payload: Readonly<Record<string, unknown>>;
};

/** An announcement and who makes it, on the way to the journal and to its listeners. */
export type OwnAnnouncement = {
  readonly actor: Actor;
  readonly traceId: string;
  readonly announcement: DeliveredAnnouncement & { readonly organiserId?: string };
};
export type Broadcast = { readonly channel: string; readonly payloads: readonly string[] };

export type AfterCommit = () => void | Promise<void>;

/** One transaction, one instant of the database's clock, one actor. Stores reach the transaction through platform/sql.ts. */
export type Ctx = {
  readonly now: Date;
  readonly actor: Actor;
  readonly traceId: string;
  readonly secrets: Secrets;
  readonly [ground]: {
    readonly transaction: Transaction<DB>;
    /** Written together when the operation is through, in its transaction. */
    readonly announced: OwnAnnouncement[];
    readonly broadcasts: Broadcast[];
    readonly afterCommit: AfterCommit[];
  };
};
