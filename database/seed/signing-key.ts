import { generateKeyPairSync } from 'node:crypto';
import type { ClientBase } from 'pg';
import { deriveSecrets } from '../../server/platform/secrets.ts';

/** A new Ed25519 key for the organiser's ticket codes, its private half sealed under the secret. Returns its id. */
export async function insertSigningKey(client: ClientBase, organiserId: string, secret: string): Promise<number> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const sealed = deriveSecrets(secret).seal(
    privateKey.export({ format: 'der', type: 'pkcs8' }),
    `tickets.signing_key:${organiserId}`,
  );
  const { rows } = await client.query<{ id: number }>(
    `insert into tickets.signing_key (organiser_id, public_key, private_key_sealed) values ($1, $2, $3) returning id`,
    [organiserId, publicKey.export({ format: 'der', type: 'spki' }), sealed],
  );
  return Number(rows[0]?.id);
}
