import { apiBase } from '@tessera/contract/api/paths';
import type { AppleWallet, WalletConfig } from '../../platform/wallet-config.ts';
import type { GoogleIssuer } from './google-pass.rules.ts';
import { type GoogleTransport, googleTransport } from './google-transport.ts';
import { openPassPacker, type PassPacker } from './pack-passes.ts';
import { type PushTransport, pushTransport } from './push-transport.ts';

export type Apple = {
  readonly issuer: Pick<AppleWallet, 'passTypeId' | 'teamId' | 'endsAt'> & { readonly webServiceUrl: string };
  readonly packer: PassPacker;
  readonly pushes: PushTransport;
};
export type Google = {
  readonly issuer: GoogleIssuer;
  readonly transport: GoogleTransport;
  /** Of the pages that links to save are on. */
  readonly origin: string;
};
/** The wallets that are offered. */
export type Wallets = { readonly apple?: Apple; readonly google?: Google; close(): Promise<void> };

export function openWallets({ apple, google }: WalletConfig, publicUrl: string): Wallets {
  const ofApple: Apple | undefined = apple && {
    issuer: {
      passTypeId: apple.passTypeId,
      teamId: apple.teamId,
      endsAt: apple.endsAt,
      webServiceUrl: `${publicUrl}${apiBase}/wallet/apple/`,
    },
    packer: openPassPacker(apple),
    pushes: pushTransport(apple),
  };
  const ofGoogle: Google | undefined = google && {
    issuer: { issuerId: google.issuerId, logoUrl: `${publicUrl}${apiBase}/wallet/logo.png` },
    transport: googleTransport(google),
    origin: new URL(publicUrl).origin,
  };
  return {
    ...(ofApple ? { apple: ofApple } : {}),
    ...(ofGoogle ? { google: ofGoogle } : {}),
    close: async () => {
      ofApple?.pushes.close();
      await ofApple?.packer.close();
    },
  };
}
