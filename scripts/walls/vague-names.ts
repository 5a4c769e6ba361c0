import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Breach } from './breach.ts';

const vagueWords = ['util', 'helper', 'service', 'manager', 'handler', 'common', 'info', 'data', 'misc', 'stuff'];

/** Files and folders named by a word that fits everything and therefore says nothing. */
export async function findVagueNames(root: string, folders: string[]): Promise<Breach[]> {
  const breaches: Breach[] = [];
  for (const folder of folders) {
    for (const path of await readdir(join(root, folder), { recursive: true })) {
      if (/(^|\/)(node_modules|build|dist|\.react-router)(\/|$)/.test(path)) continue;
      const word = path.split(/[/.-]/).find((part) => vagueWords.includes(part.replace(/s$/, '')));
      if (!word) continue;
      const sentence = `"${word}" would fit any file; the name says what the file does or decides.`;
      breaches.push({ rule: 'names-say-something', where: join(folder, path), sentence });
    }
  }
  return breaches;
}
