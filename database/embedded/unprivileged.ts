import { spawnSync } from 'node:child_process';
import { chownSync, lchownSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartupProblem } from '../startup-problem.ts';
import type { PostgresBinaries } from './binaries.ts';

/**
 * How the PostgreSQL programs are started: words put before the command, the ids the process takes,
 * and the owner its files must have (undefined: whoever runs Tessera).
 */
export type RunAs = { prefix: string[]; uid?: number; gid?: number; owner?: { uid: number; gid: number } };

/**
 * PostgreSQL refuses to run as root. An ordinary user runs it directly; for root this picks the first way that really
 * reaches the programs and the folder, also below a folder only root may enter (/root, mktemp -d):
 * another user, then another user who may pass closed folders, then root under another name in a user namespace.
 * @throws StartupProblem when none works
 */
export function chooseRunAs(binaries: PostgresBinaries, folder: string): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const user = unprivilegedUser();
  const ways: RunAs[] = [
    { prefix: [], ...user, owner: user },
    {
      // Without no_setuid_fixup, access(2) ignores the ambient capability and initdb takes its own binary for missing.
      prefix: [
        'setpriv',
        '--securebits=+no_setuid_fixup',
        `--reuid=${user.uid}`,
        `--regid=${user.gid}`,
        '--clear-groups',
        '--inh-caps=+dac_override',
        '--ambient-caps=+dac_override',
      ],
      owner: user,
    },
    {
      prefix: ['unshare', '--user', `--map-user=${user.uid}`, `--map-group=${user.gid}`],
      owner: { uid: 0, gid: 0 },
    },
  ];
  const way = ways.find((candidate) => reaches(candidate, binaries, folder));
  if (way !== undefined) return way;
  throw new StartupProblem(
    `PostgreSQL refuses to run as root and no other user can reach ${folder}; run as an ordinary user, or set DATABASE_URL to a PostgreSQL 18 server.`,
  );
}

/** Gives a folder and what is in it to the user PostgreSQL runs as, if it has another owner. */
export function giveTo(owner: RunAs['owner'], folder: string): void {
  if (owner === undefined || statSync(folder).uid === owner.uid) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(folder, name), owner.uid, owner.gid);
  }
  chownSync(folder, owner.uid, owner.gid);
}

function reaches(way: RunAs, binaries: PostgresBinaries, folder: string): boolean {
  giveTo(way.owner, folder);
  const [program = '', ...words] = [
    ...way.prefix,
    '/bin/sh',
    '-c',
    'test "$(id -u)" -ne 0 && cd "$1" && exec "$2" --version',
    'sh',
    folder,
    binaries.postgres,
  ];
  const ids = way.uid === undefined ? {} : { uid: way.uid, gid: way.gid };
  return spawnSync(program, words, { cwd: '/', stdio: 'ignore', ...ids }).status === 0;
}

/** initdb looks its user up by name, so only a user that exists will do. */
function unprivilegedUser(): { uid: number; gid: number } {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${wanted}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: 65534, gid: 65534 };
}
