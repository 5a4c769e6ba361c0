import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { PassJson } from './pass-schema.ts';

const run = promisify(execFile);

/** The files of a ZIP, by its central directory. */
export function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = zip.readUInt16LE(at + 10);
    const packed = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + packed);
    files.set(name, method === 0 ? content : inflateRawSync(content));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

export type ReadPass = { readonly json: PassJson; readonly files: ReadonlyMap<string, Buffer> };

/**
 * Reads a .pkpass as a wallet would, and throws at whatever one would refuse: a file that is not as the manifest says, a
 * signature that is not by a certificate of this authority, a pass.json without what Apple asks for.
 */
export async function readPass(pkpass: Buffer, authorityPem: string): Promise<ReadPass> {
  const files = unzip(pkpass);
  const need = (name: string): Buffer => {
    const file = files.get(name);
    if (!file) throw new Error(`the pass has no ${name}`);
    return file;
  };
  const manifest: Record<string, string> = JSON.parse(need('manifest.json').toString('utf8'));
  const listed = [...files.keys()].filter((name) => name !== 'manifest.json' && name !== 'signature');
  if (listed.toSorted().join() !== Object.keys(manifest).toSorted().join())
    throw new Error('the manifest lists others');
  for (const [name, sum] of Object.entries(manifest)) {
    if (createHash('sha1').update(need(name)).digest('hex') !== sum)
      throw new Error(`${name} is not as the manifest says`);
  }
  for (const icon of ['icon.png', 'icon@2x.png', 'icon@3x.png']) need(icon);
  await verifySignature(need('manifest.json'), need('signature'), authorityPem);
  return { json: PassJson.parse(JSON.parse(need('pass.json').toString('utf8'))), files };
}

async function verifySignature(manifest: Buffer, signature: Buffer, authorityPem: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pass-'));
  const path = (name: string) => join(folder, name);
  try {
    await writeFile(path('manifest.json'), manifest);
    await writeFile(path('signature'), signature);
    await writeFile(path('authority.pem'), authorityPem);
    const files = ['-in', path('signature'), '-content', path('manifest.json'), '-CAfile', path('authority.pem')];
    await run('openssl', ['smime', '-verify', '-inform', 'DER', '-binary', ...files]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
