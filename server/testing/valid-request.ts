import type { Input } from '@tessera/contract/api/operations';
import type { OperationName } from '@tessera/contract/api/paths';
import type { Caller } from '../platform/policy.ts';
import type { Targets, TwoHouses } from './two-houses.ts';

/** A request that succeeds when somebody asks it who may. */
export type ValidRequest<Name extends OperationName> = {
  /** Told apart when an operation has several. */
  readonly named?: string;
  readonly ask: (at: Targets, houses: TwoHouses) => Asked<Name> | Promise<Asked<Name>>;
  /** The capability that opens what is asked about, for operations that take one. */
  readonly opens?: (at: Targets) => string;
  /** Who may, where the operation decides finer than its registered policy. */
  readonly who?: readonly [Caller, ...Caller[]];
  /** Everybody may know that the object exists: refused with 403 rather than 404. */
  readonly known?: true;
  /** It is not about an object, so it is the same everywhere. */
  readonly aboutNothing?: true;
  /** There is nothing that does not exist to ask about, e.g. an empty list is an answer. */
  readonly answersNowhere?: true;
};
type Asked<Name extends OperationName> = Input<Name> & { readonly body?: unknown };
export type ValidRequests = {
  readonly [Name in OperationName]: readonly [ValidRequest<Name>, ...ValidRequest<Name>[]];
};
