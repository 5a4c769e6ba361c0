import { z } from 'zod';
import { readWallets, type WalletConfig, walletEnvironment } from '../../../platform/wallet-config.ts';
import { type Made, makeCertificate } from './certificates.ts';
import { type FakeApple, fakeApple } from './fake-apple.ts';
import { type FakeGoogle, fakeGoogle } from './fake-google.ts';

export const passTypeId = 'pass.org.example.tickets';
export const teamId = 'ABCDE12345';

export type GivenWallets = {
  readonly apple: FakeApple;
  readonly google: FakeGoogle;
  /** Who stands in for Apple's certificate authority. */
  readonly authority: Made;
  /** Settings by their names in the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly config: WalletConfig;
  close(): Promise<void>;
};

/** Apple's push service and Google Wallet on loopback, and settings that lead the product there. */
export async function givenWallets({ days }: { readonly days?: number } = {}): Promise<GivenWallets> {
  const authority = makeCertificate({ subject: { CN: 'Fake Worldwide Developer Relations' }, isAuthority: true });
  const subject = { UID: passTypeId, CN: `Pass Type ID: ${passTypeId}`, OU: teamId, O: 'Example' };
  const own = makeCertificate({ subject, by: authority, ...(days === undefined ? {} : { days }) });
  const [apple, google] = await Promise.all([fakeApple(authority), fakeGoogle()]);
  const environment = {
    APPLE_PASS_TYPE_ID: passTypeId,
    APPLE_TEAM_ID: teamId,
    APPLE_PASS_CERTIFICATE: own.pem,
    APPLE_PASS_KEY: own.keyPem,
    APPLE_WWDR_CERTIFICATE: authority.pem,
    APPLE_PUSH_URL: apple.url,
    APPLE_PUSH_AUTHORITY: apple.authority,
    GOOGLE_WALLET_ISSUER_ID: google.issuerId,
    GOOGLE_WALLET_ACCOUNT: google.account,
    GOOGLE_WALLET_API_URL: google.apiUrl,
  };
  const { config, problems } = readWallets(z.object(walletEnvironment).parse(environment));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const close = async (): Promise<void> => {
    await Promise.all([apple.close(), google.close()]);
  };
  return { apple, google, authority, environment, config, close };
}
