import { openThread } from '../../platform/thread.ts';
import type { AppleWallet } from '../../platform/wallet-config.ts';
import type { ApplePass } from './apple-pass.rules.ts';

export type PackJob = {
  readonly passes: readonly ApplePass[];
  readonly issuer: Pick<AppleWallet, 'certificate' | 'key' | 'authority'>;
  /** One file with all passes, or the first pass alone. */
  readonly isBundle: boolean;
};
export type PassPacker = {
  /** A signed .pkpass. */
  pack(pass: ApplePass): Promise<Buffer>;
  /** Several in one file: .pkpasses. */
  packAll(passes: readonly ApplePass[]): Promise<Buffer>;
  close(): Promise<void>;
};

/** Signs passes on a thread of its own: each signature keeps a processor busy for a moment. */
export function openPassPacker(issuer: AppleWallet): PassPacker {
  const thread = openThread<PackJob, Uint8Array>(new URL('pack-passes.thread.ts', import.meta.url));
  const { certificate, key, authority } = issuer;
  const run = async (passes: readonly ApplePass[], isBundle: boolean): Promise<Buffer> => {
    const file = await thread.run({ passes, issuer: { certificate, key, authority }, isBundle });
    return Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  };
  return {
    pack: (pass) => run([pass], false),
    packAll: (passes) => run(passes, true),
    close: thread.close,
  };
}
