import type { Input, Reply } from '../../contract/api/operations.ts';
import type { Caller, GivenServer } from './given-a-server.ts';

type Wish = Input<'addBan'>['body'];

/** What is asked for a ban of whoever has an address. */
export function banOf(email: string, more: Partial<Wish> = {}): Wish {
  return { email, label: 'Victor Lenoir', reason: 'violence', note: 'A frappé un ouvreur', ...more };
}

/** A ban that a director of the organiser has made. */
export async function givenABan(
  server: Pick<GivenServer, 'ask'>,
  organiserId: string,
  director: Caller,
  wish: Wish,
): Promise<Reply<'addBan'>> {
  const input = { params: { organiserId }, body: wish };
  return (await server.ask('addBan', input, { ...director, key: crypto.randomUUID() })).body;
}
