import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../database/make-folder.ts';

/** The secret of this data folder, made on first use and the same ever after; undefined if the folder refuses. */
export function loadSecret(dataDir: string): string | undefined {
  const path = join(dataDir, 'secret');
  const kept = readKept(path);
  if (kept !== undefined) return kept;
  const draft = `${path}.${process.pid}`;
  try {
    makeFolder(dataDir);
    writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 });
  } catch {
    return undefined;
  }
  try {
    // Linked, not written in place: of two processes that start together the first wins and nobody reads half a file.
    linkSync(draft, path);
  } catch {
    // Somebody else was first; theirs is read below.
  }
  rmSync(draft, { force: true });
  return readKept(path);
}

function readKept(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return Buffer.byteLength(text) >= 32 ? text : undefined;
  } catch {
    return undefined;
  }
}
