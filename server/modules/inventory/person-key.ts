import type { Ctx } from '../../platform/context.ts';
import { plainAddress } from './person.rules.ts';

/** What a person is counted under where a performance limits its buyers: a keyed hash of 32 bytes, not the address itself. */
export function personKey({ secrets }: Ctx, email: string): Buffer {
  return secrets.fingerprint('person', plainAddress(email));
}
